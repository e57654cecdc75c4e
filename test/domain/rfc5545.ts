// The examples of RFC 5545 3.8.5.3, and cases that libraries are known to get wrong, as tables.

export interface Example {
  /** Local wall clock, e.g. '1997-09-02T09:00'. */
  first: string
  name: string
  rule: string
  /** Local wall clock readings, ascending. */
  dates: string[]
  /** More dates follow. */
  goesOn: boolean
}

/** A line: DTSTART | name | rule | dates in the manner of the RFC, at 09:00 unless told: '1997 Sep 2-4,9; Oct 7 …'. */
const RFC = `
1997-09-02 09:00 | daily for 10 occurrences | FREQ=DAILY;COUNT=10 | 1997 Sep 2-11
1997-09-02 09:00 | daily until December 24, 1997 | FREQ=DAILY;UNTIL=19971224T000000Z | 1997 Sep 2-30; Oct 1-31; Nov 1-30; Dec 1-23
1997-09-02 09:00 | every other day | FREQ=DAILY;INTERVAL=2 | 1997 Sep 2,4,6,8,10,12,14,16,18,20,22,24,26,28,30; Oct 2,4,6 …
1997-09-02 09:00 | every 10 days, 5 occurrences | FREQ=DAILY;INTERVAL=10;COUNT=5 | 1997 Sep 2,12,22; Oct 2,12
1998-01-01 09:00 | every day in January, for 3 years (yearly) | FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA | 1998 Jan 1-31; 1999 Jan 1-31; 2000 Jan 1-31
1998-01-01 09:00 | every day in January, for 3 years (daily) | FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1 | 1998 Jan 1-31; 1999 Jan 1-31; 2000 Jan 1-31
1997-09-02 09:00 | weekly for 10 occurrences | FREQ=WEEKLY;COUNT=10 | 1997 Sep 2,9,16,23,30; Oct 7,14,21,28; Nov 4
1997-09-02 09:00 | weekly until December 24, 1997 | FREQ=WEEKLY;UNTIL=19971224T000000Z | 1997 Sep 2,9,16,23,30; Oct 7,14,21,28; Nov 4,11,18,25; Dec 2,9,16,23
1997-09-02 09:00 | every other week | FREQ=WEEKLY;INTERVAL=2;WKST=SU | 1997 Sep 2,16,30; Oct 14,28; Nov 11,25; Dec 9,23; 1998 Jan 6,20; Feb 3,17 …
1997-09-02 09:00 | weekly on Tuesday and Thursday for five weeks (until) | FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH | 1997 Sep 2,4,9,11,16,18,23,25,30; Oct 2
1997-09-02 09:00 | weekly on Tuesday and Thursday for five weeks (count) | FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH | 1997 Sep 2,4,9,11,16,18,23,25,30; Oct 2
1997-09-01 09:00 | every other week on Monday, Wednesday and Friday until | FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR | 1997 Sep 1,3,5,15,17,19,29; Oct 1,3,13,15,17,27,29,31; Nov 10,12,14,24,26,28; Dec 8,10,12,22
1997-09-02 09:00 | every other week on Tuesday and Thursday, 8 occurrences | FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH | 1997 Sep 2,4,16,18,30; Oct 2,14,16
1997-09-05 09:00 | monthly on the first Friday, 10 occurrences | FREQ=MONTHLY;COUNT=10;BYDAY=1FR | 1997 Sep 5; Oct 3; Nov 7; Dec 5; 1998 Jan 2; Feb 6; Mar 6; Apr 3; May 1; Jun 5
1997-09-05 09:00 | monthly on the first Friday until December 24, 1997 | FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR | 1997 Sep 5; Oct 3; Nov 7; Dec 5
1997-09-07 09:00 | every other month on the first and last Sunday | FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU | 1997 Sep 7,28; Nov 2,30; 1998 Jan 4,25; Mar 1,29; May 3,31
1997-09-22 09:00 | monthly on the second-to-last Monday for 6 months | FREQ=MONTHLY;COUNT=6;BYDAY=-2MO | 1997 Sep 22; Oct 20; Nov 17; Dec 22; 1998 Jan 19; Feb 16
1997-09-28 09:00 | monthly on the third-to-the-last day | FREQ=MONTHLY;BYMONTHDAY=-3 | 1997 Sep 28; Oct 29; Nov 28; Dec 29; 1998 Jan 29; Feb 26 …
1997-09-02 09:00 | monthly on the 2nd and 15th | FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15 | 1997 Sep 2,15; Oct 2,15; Nov 2,15; Dec 2,15; 1998 Jan 2,15
1997-09-30 09:00 | monthly on the first and last day | FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1 | 1997 Sep 30; Oct 1,31; Nov 1,30; Dec 1,31; 1998 Jan 1,31; Feb 1
1997-09-10 09:00 | every 18 months on the 10th to 15th | FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15 | 1997 Sep 10-15; 1999 Mar 10-13
1997-09-02 09:00 | every Tuesday, every other month | FREQ=MONTHLY;INTERVAL=2;BYDAY=TU | 1997 Sep 2,9,16,23,30; Nov 4,11,18,25; 1998 Jan 6,13,20,27; Mar 3,10,17,24,31 …
1997-06-10 09:00 | yearly in June and July | FREQ=YEARLY;COUNT=10;BYMONTH=6,7 | 1997 Jun 10; Jul 10; 1998 Jun 10; Jul 10; 1999 Jun 10; Jul 10; 2000 Jun 10; Jul 10; 2001 Jun 10; Jul 10
1997-03-10 09:00 | every other year in January, February and March | FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3 | 1997 Mar 10; 1999 Jan 10; Feb 10; Mar 10; 2001 Jan 10; Feb 10; Mar 10; 2003 Jan 10; Feb 10; Mar 10
1997-01-01 09:00 | every third year on the 1st, 100th and 200th day | FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200 | 1997 Jan 1; Apr 10; Jul 19; 2000 Jan 1; Apr 9; Jul 18; 2003 Jan 1; Apr 10; Jul 19; 2006 Jan 1
1997-05-19 09:00 | every 20th Monday of the year | FREQ=YEARLY;BYDAY=20MO | 1997 May 19; 1998 May 18; 1999 May 17 …
1997-05-12 09:00 | Monday of week number 20 | FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO | 1997 May 12; 1998 May 11; 1999 May 17 …
1997-03-13 09:00 | every Thursday in March | FREQ=YEARLY;BYMONTH=3;BYDAY=TH | 1997 Mar 13,20,27; 1998 Mar 5,12,19,26; 1999 Mar 4,11,18,25 …
1997-06-05 09:00 | every Thursday in June, July and August | FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8 | 1997 Jun 5,12,19,26; Jul 3,10,17,24,31; Aug 7,14,21,28; 1998 Jun 4,11,18,25; Jul 2,9,16,23,30; Aug 6,13,20,27 …
1998-02-13 09:00 | every Friday the 13th | FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13 | 1998 Feb 13; Mar 13; Nov 13; 1999 Aug 13; 2000 Oct 13 …
1997-09-13 09:00 | the first Saturday after the first Sunday | FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13 | 1997 Sep 13; Oct 11; Nov 8; Dec 13; 1998 Jan 10; Feb 7; Mar 7; Apr 11; May 9; Jun 13 …
1996-11-05 09:00 | US presidential election day | FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8 | 1996 Nov 5; 2000 Nov 7; 2004 Nov 2 …
1997-09-04 09:00 | third of Tuesday, Wednesday, Thursday | FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3 | 1997 Sep 4; Oct 7; Nov 6
1997-09-29 09:00 | second-to-last weekday of the month | FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2 | 1997 Sep 29; Oct 30; Nov 27; Dec 30; 1998 Jan 29; Feb 26; Mar 30 …
1997-09-02 09:00 | every 3 hours on one day | FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z | 1997 Sep 2@9:00+12:00+15:00
1997-09-02 09:00 | every 15 minutes for 6 occurrences | FREQ=MINUTELY;INTERVAL=15;COUNT=6 | 1997 Sep 2@9:00+9:15+9:30+9:45+10:00+10:15
1997-09-02 09:00 | every hour and a half for 4 occurrences | FREQ=MINUTELY;INTERVAL=90;COUNT=4 | 1997 Sep 2@9:00+10:30+12:00+13:30
1997-09-02 09:00 | every 20 minutes from 9:00 to 16:40 (daily) | FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40 | 1997 Sep 2-3@every20 …
1997-09-02 09:00 | every 20 minutes from 9:00 to 16:40 (minutely) | FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16 | 1997 Sep 2-3@every20 …
1997-08-05 09:00 | week starts on Monday | FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO | 1997 Aug 5,10,19,24
1997-08-05 09:00 | week starts on Sunday | FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU | 1997 Aug 5,17,19,31
2007-01-15 09:00 | the 15th and 30th; February 30 is skipped | FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5 | 2007 Jan 15,30; Feb 15; Mar 15,30
`

const MORE = `
2026-01-31 09:00 | the 31st of each month skips the short ones | FREQ=MONTHLY | 2026 Jan 31; Mar 31; May 31; Jul 31; Aug 31; Oct 31; Dec 31; 2027 Jan 31 …
2026-01-31 09:00 | every other month from the 31st | FREQ=MONTHLY;INTERVAL=2 | 2026 Jan 31; Mar 31; May 31; Jul 31; 2027 Jan 31 …
2024-02-29 09:00 | February 29 in leap years | FREQ=YEARLY | 2024 Feb 29; 2028 Feb 29; 2032 Feb 29 …
2026-01-30 09:00 | last weekday of the month | FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 | 2026 Jan 30; Feb 27; Mar 31; Apr 30; May 29; Jun 30; Jul 31; Aug 31 …
2026-03-02 09:00 | first weekday of the week by position | FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1 | 2026 Mar 2,9,16,23,30 …
2026-03-05 09:00 | last of two in each week, by position | FREQ=WEEKLY;BYDAY=TU,TH;BYSETPOS=-1 | 2026 Mar 5,12,19,26; Apr 2 …
2026-01-30 14:00 | last Friday | FREQ=MONTHLY;BYDAY=-1FR | 2026 Jan 30@14:00; Feb 27@14:00; Mar 27@14:00; Apr 24@14:00 …
2024-02-29 09:00 | last day of February | FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1 | 2024 Feb 29; 2025 Feb 28; 2026 Feb 28 …
2025-12-31 09:00 | last day of the year | FREQ=YEARLY;BYYEARDAY=-1 | 2025 Dec 31; 2026 Dec 31; 2027 Dec 31 …
2024-12-31 09:00 | day 366 exists in leap years only | FREQ=YEARLY;BYYEARDAY=366 | 2024 Dec 31; 2028 Dec 31 …
2024-12-30 09:00 | Monday of week 1 may lie in the year before | FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO | 2024 Dec 30; 2025 Dec 29; 2027 Jan 4; 2028 Jan 3 …
2021-01-01 09:00 | Friday of the last week may lie in the year after | FREQ=YEARLY;BYWEEKNO=53;BYDAY=FR | 2021 Jan 1; 2027 Jan 1; 2032 Dec 31 …
2025-12-29 09:00 | last day of the year among Mondays, by position | FREQ=YEARLY;BYDAY=MO;BYSETPOS=-1 | 2025 Dec 29; 2026 Dec 28; 2027 Dec 27 …
2026-09-07 09:00 | first Monday within a month of a year | FREQ=YEARLY;BYMONTH=9;BYDAY=1MO | 2026 Sep 7; 2027 Sep 6; 2028 Sep 4 …
2026-03-05 09:00 | daily, but on weekdays | FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR | 2026 Mar 5,6,9-13,16 …
2026-03-02 09:00 | every other day, but on weekdays | FREQ=DAILY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR | 2026 Mar 2,4,6,10,12,16 …
2026-03-01 09:00 | every other week on Sunday and Monday from a Sunday (ISO weeks) | FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO | 2026 Mar 1,9,15,23,29 …
2026-03-03 09:00 | weekly in two months of the year only | FREQ=WEEKLY;BYMONTH=3,11 | 2026 Mar 3,10,17,24,31; Nov 3,10,17,24; 2027 Mar 2 …
2026-03-02 09:00 | twice a day by hour | FREQ=DAILY;BYHOUR=9,15 | 2026 Mar 2-4@9:00+15:00 …
2026-03-02 09:00 | weekly at another hour than the start | FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0,30 | 2026 Mar 2,9@9:00+9:30 …
2026-03-02 09:00 | second and last by position over two kinds of day | FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1,-1 | 2026 Mar 2,31; Apr 6,28; May 4,26 …
2026-03-31 09:00 | fifth Tuesday, where there is one | FREQ=MONTHLY;BYDAY=5TU | 2026 Mar 31; Jun 30; Sep 29; Dec 29 …
2026-02-27 09:00 | negative month days | FREQ=MONTHLY;BYMONTHDAY=-1,-2 | 2026 Feb 27,28; Mar 30,31; Apr 29,30 …
2026-03-03 09:00 | lower case and spaces between parts | freq=weekly;count=2;byday=tu | 2026 Mar 3,10
`

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const EVERY_20 = [9, 10, 11, 12, 13, 14, 15, 16].flatMap((hour) =>
  [0, 20, 40].map((minute) => `${hour}:${minute}`),
)

/** All of 3.8.5.3 in its order; in New York. */
export const rfcExamples: Example[] = RFC.trim().split('\n').map(example)
export const moreExamples: Example[] = MORE.trim().split('\n').map(example)

function example(line: string): Example {
  const [first = '', name = '', rule = '', dates = ''] = line.split(' | ')
  const goesOn = dates.endsWith(' …')
  return { first: first.replace(' ', 'T'), name, rule, dates: readings(dates.replace(' …', '')), goesOn }
}

function readings(dates: string): string[] {
  let year = ''
  return dates.split('; ').flatMap((part) => {
    const words = part.split(' ')
    if (words.length === 3) year = words.shift() ?? ''
    const month = MONTHS.indexOf(words[0] ?? '') + 1
    const [days = '', times = '9:00'] = (words[1] ?? '').split('@')
    const clock = times === 'every20' ? EVERY_20 : times.split('+')
    return days
      .split(',')
      .flatMap((range) =>
        daysOf(range).flatMap((day) => clock.map((time) => reading(year, month, day, time))),
      )
  })
}

function daysOf(range: string): number[] {
  const [from = 0, to = from] = range.split('-').map(Number)
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

function reading(year: string, month: number, day: number, time: string): string {
  const [hour = '', minute = ''] = time.split(':')
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`
}

function two(number: number | string): string {
  return String(number).padStart(2, '0')
}
