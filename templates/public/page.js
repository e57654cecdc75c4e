// What pages do beyond HTML: times in the browser's zone, a mail's frame as high as the mail, figures that stay fresh,
// buttons that copy.

const locale = document.documentElement.dataset.locale
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

const day = { weekday: 'short', day: 'numeric', month: 'short' }
const hour = { timeStyle: 'short' }
const write = (at, options) => new Intl.DateTimeFormat(locale, options).format(at)
const moment = (at) => `${write(at, day)}, ${write(at, hour)}`

const writers = {
  moment,
  exactly: (at) => `${moment(at)} (${zone})`,
  month: (at) => write(at, { month: 'short' }),
  day: (at) => write(at, { day: 'numeric' }),
}

function showLocalTimes(root) {
  for (const time of root.querySelectorAll('time[data-as]')) {
    const at = new Date(time.dateTime)
    const { as } = time.dataset
    if (as === 'relative') time.title = moment(at)
    else time.textContent = writers[as](at)
  }
}

/** No scripts run in the frame; being of our own origin it tells its height. */
function fitFrame(frame) {
  const size = () => {
    const { documentElement } = frame.contentDocument
    frame.style.height = '0'
    frame.style.height = `${documentElement.scrollHeight + 2}px`
  }
  if (frame.contentDocument?.readyState === 'complete') size()
  frame.addEventListener('load', size)
  addEventListener('resize', size)
}

/** Replaces the marked parts by those of a fresh copy of the page, save what somebody is busy with. */
async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
  if (!answer.ok) return
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
  showLocalTimes(fresh)
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = fresh.getElementById(part.id)
    const isBusy = part.contains(document.activeElement) || part.querySelector(':scope details[open]')
    if (next && !isBusy && !part.isEqualNode(next)) part.replaceWith(next)
  }
}

/** What changes by itself can be paused (WCAG 2.2.2). */
function keepFresh(seconds, footer) {
  let paused = false
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'gentle pause'
  const label = () => {
    button.textContent = paused ? 'Update by itself again' : 'Stop updating by itself'
  }
  label()
  button.addEventListener('click', () => {
    paused = !paused
    label()
  })
  footer.append(button)
  setInterval(() => {
    if (!paused && !document.hidden) refresh().catch(() => {})
  }, seconds * 1000)
}

/** Selecting does it too; where a browser lets no page write to the clipboard there is no button. */
function offerCopy(text, said) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'gentle copy'
  button.textContent = 'Copy'
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text.textContent)
    button.textContent = 'Copied'
    said.textContent = `Copied: ${text.textContent}`
  })
  text.after(button)
}

function offerCopies() {
  const texts = document.querySelectorAll('[data-copy]')
  if (texts.length === 0 || !navigator.clipboard) return
  const said = document.createElement('p')
  said.className = 'hidden'
  said.setAttribute('role', 'status')
  document.querySelector('main').append(said)
  for (const text of texts) offerCopy(text, said)
}

showLocalTimes(document)
offerCopies()
const zoneName = document.getElementById('zone')
if (zoneName) zoneName.textContent = `your own zone, ${zone}`
const frame = document.querySelector('iframe.mail')
if (frame) fitFrame(frame)
const seconds = Number(document.querySelector('[data-live]')?.dataset.live)
if (seconds > 0) keepFresh(seconds, document.querySelector('footer'))
