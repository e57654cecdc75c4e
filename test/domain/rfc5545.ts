// The examples of RFC 5545 3.8.5.3 (New York, 09:00 unless told), and cases that libraries are known to get wrong.

export interface Example {
  name: string
  /** Local wall clock, e.g. '19970902T090000'. */
  first: string
  rule: string
  /** 'YEAR MONTH DAYS[@TIMES]; …' in the manner of the RFC, e.g. '1997 Sep 2-4,9; Oct 7'. */
  dates: string
  /** The dates go on after the last one listed. */
  goesOn?: true
}

const SEP2 = '19970902T090000'
const january = '1998 Jan 1-31; 1999 Jan 1-31; 2000 Jan 1-31'
const summerThursdays = '1997 Jun 5,12,19,26; Jul 3,10,17,24,31; Aug 7,14,21,28; 1998 Jun 4,11,18,25; Jul 2,9,16,23,30; Aug 6,13,20,27'
const every20Minutes = [9, 10, 11, 12, 13, 14, 15, 16].flatMap((hour) => ['00', '20', '40'].map((minute) => `${hour}:${minute}`)).join('+')

export const rfcExamples: Example[] = [
  { name: 'daily for 10 occurrences', first: SEP2, rule: 'FREQ=DAILY;COUNT=10', dates: '1997 Sep 2-11' },
  { name: 'daily until December 24, 1997', first: SEP2, rule: 'FREQ=DAILY;UNTIL=19971224T000000Z', dates: '1997 Sep 2-30; Oct 1-31; Nov 1-30; Dec 1-23' },
  { name: 'every other day', first: SEP2, rule: 'FREQ=DAILY;INTERVAL=2', goesOn: true, dates: '1997 Sep 2,4,6,8,10,12,14,16,18,20,22,24,26,28,30; Oct 2,4,6' },
  { name: 'every 10 days, 5 occurrences', first: SEP2, rule: 'FREQ=DAILY;INTERVAL=10;COUNT=5', dates: '1997 Sep 2,12,22; Oct 2,12' },
  { name: 'every day in January, for 3 years (yearly)', first: '19980101T090000', rule: 'FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA', dates: january },
  { name: 'every day in January, for 3 years (daily)', first: '19980101T090000', rule: 'FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1', dates: january },
  { name: 'weekly for 10 occurrences', first: SEP2, rule: 'FREQ=WEEKLY;COUNT=10', dates: '1997 Sep 2,9,16,23,30; Oct 7,14,21,28; Nov 4' },
  { name: 'weekly until December 24, 1997', first: SEP2, rule: 'FREQ=WEEKLY;UNTIL=19971224T000000Z', dates: '1997 Sep 2,9,16,23,30; Oct 7,14,21,28; Nov 4,11,18,25; Dec 2,9,16,23' },
  { name: 'every other week', first: SEP2, rule: 'FREQ=WEEKLY;INTERVAL=2;WKST=SU', goesOn: true, dates: '1997 Sep 2,16,30; Oct 14,28; Nov 11,25; Dec 9,23; 1998 Jan 6,20; Feb 3,17' },
  { name: 'weekly on Tuesday and Thursday for five weeks (until)', first: SEP2, rule: 'FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH', dates: '1997 Sep 2,4,9,11,16,18,23,25,30; Oct 2' },
  { name: 'weekly on Tuesday and Thursday for five weeks (count)', first: SEP2, rule: 'FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH', dates: '1997 Sep 2,4,9,11,16,18,23,25,30; Oct 2' },
  { name: 'every other week on Monday, Wednesday and Friday until', first: '19970901T090000', rule: 'FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR', dates: '1997 Sep 1,3,5,15,17,19,29; Oct 1,3,13,15,17,27,29,31; Nov 10,12,14,24,26,28; Dec 8,10,12,22' },
  { name: 'every other week on Tuesday and Thursday, 8 occurrences', first: SEP2, rule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH', dates: '1997 Sep 2,4,16,18,30; Oct 2,14,16' },
  { name: 'monthly on the first Friday, 10 occurrences', first: '19970905T090000', rule: 'FREQ=MONTHLY;COUNT=10;BYDAY=1FR', dates: '1997 Sep 5; Oct 3; Nov 7; Dec 5; 1998 Jan 2; Feb 6; Mar 6; Apr 3; May 1; Jun 5' },
  { name: 'monthly on the first Friday until December 24, 1997', first: '19970905T090000', rule: 'FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR', dates: '1997 Sep 5; Oct 3; Nov 7; Dec 5' },
  { name: 'every other month on the first and last Sunday', first: '19970907T090000', rule: 'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU', dates: '1997 Sep 7,28; Nov 2,30; 1998 Jan 4,25; Mar 1,29; May 3,31' },
  { name: 'monthly on the second-to-last Monday for 6 months', first: '19970922T090000', rule: 'FREQ=MONTHLY;COUNT=6;BYDAY=-2MO', dates: '1997 Sep 22; Oct 20; Nov 17; Dec 22; 1998 Jan 19; Feb 16' },
  { name: 'monthly on the third-to-the-last day', first: '19970928T090000', rule: 'FREQ=MONTHLY;BYMONTHDAY=-3', goesOn: true, dates: '1997 Sep 28; Oct 29; Nov 28; Dec 29; 1998 Jan 29; Feb 26' },
  { name: 'monthly on the 2nd and 15th', first: SEP2, rule: 'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15', dates: '1997 Sep 2,15; Oct 2,15; Nov 2,15; Dec 2,15; 1998 Jan 2,15' },
  { name: 'monthly on the first and last day', first: '19970930T090000', rule: 'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1', dates: '1997 Sep 30; Oct 1,31; Nov 1,30; Dec 1,31; 1998 Jan 1,31; Feb 1' },
  { name: 'every 18 months on the 10th to 15th', first: '19970910T090000', rule: 'FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15', dates: '1997 Sep 10-15; 1999 Mar 10-13' },
  { name: 'every Tuesday, every other month', first: SEP2, rule: 'FREQ=MONTHLY;INTERVAL=2;BYDAY=TU', goesOn: true, dates: '1997 Sep 2,9,16,23,30; Nov 4,11,18,25; 1998 Jan 6,13,20,27; Mar 3,10,17,24,31' },
  { name: 'yearly in June and July', first: '19970610T090000', rule: 'FREQ=YEARLY;COUNT=10;BYMONTH=6,7', dates: '1997 Jun 10; Jul 10; 1998 Jun 10; Jul 10; 1999 Jun 10; Jul 10; 2000 Jun 10; Jul 10; 2001 Jun 10; Jul 10' },
  { name: 'every other year in January, February and March', first: '19970310T090000', rule: 'FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3', dates: '1997 Mar 10; 1999 Jan 10; Feb 10; Mar 10; 2001 Jan 10; Feb 10; Mar 10; 2003 Jan 10; Feb 10; Mar 10' },
  { name: 'every third year on the 1st, 100th and 200th day', first: '19970101T090000', rule: 'FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200', dates: '1997 Jan 1; Apr 10; Jul 19; 2000 Jan 1; Apr 9; Jul 18; 2003 Jan 1; Apr 10; Jul 19; 2006 Jan 1' },
  { name: 'every 20th Monday of the year', first: '19970519T090000', rule: 'FREQ=YEARLY;BYDAY=20MO', goesOn: true, dates: '1997 May 19; 1998 May 18; 1999 May 17' },
  { name: 'Monday of week number 20', first: '19970512T090000', rule: 'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', goesOn: true, dates: '1997 May 12; 1998 May 11; 1999 May 17' },
  { name: 'every Thursday in March', first: '19970313T090000', rule: 'FREQ=YEARLY;BYMONTH=3;BYDAY=TH', goesOn: true, dates: '1997 Mar 13,20,27; 1998 Mar 5,12,19,26; 1999 Mar 4,11,18,25' },
  { name: 'every Thursday in June, July and August', first: '19970605T090000', rule: 'FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8', goesOn: true, dates: summerThursdays },
  { name: 'every Friday the 13th', first: '19980213T090000', rule: 'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', goesOn: true, dates: '1998 Feb 13; Mar 13; Nov 13; 1999 Aug 13; 2000 Oct 13' },
  { name: 'the first Saturday after the first Sunday', first: '19970913T090000', rule: 'FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13', goesOn: true, dates: '1997 Sep 13; Oct 11; Nov 8; Dec 13; 1998 Jan 10; Feb 7; Mar 7; Apr 11; May 9; Jun 13' },
  { name: 'US presidential election day', first: '19961105T090000', rule: 'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8', goesOn: true, dates: '1996 Nov 5; 2000 Nov 7; 2004 Nov 2' },
  { name: 'third of Tuesday, Wednesday, Thursday', first: '19970904T090000', rule: 'FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', dates: '1997 Sep 4; Oct 7; Nov 6' },
  { name: 'second-to-last weekday of the month', first: '19970929T090000', rule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2', goesOn: true, dates: '1997 Sep 29; Oct 30; Nov 27; Dec 30; 1998 Jan 29; Feb 26; Mar 30' },
  { name: 'every 3 hours on one day', first: SEP2, rule: 'FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z', dates: '1997 Sep 2@9:00+12:00+15:00' },
  { name: 'every 15 minutes for 6 occurrences', first: SEP2, rule: 'FREQ=MINUTELY;INTERVAL=15;COUNT=6', dates: '1997 Sep 2@9:00+9:15+9:30+9:45+10:00+10:15' },
  { name: 'every hour and a half for 4 occurrences', first: SEP2, rule: 'FREQ=MINUTELY;INTERVAL=90;COUNT=4', dates: '1997 Sep 2@9:00+10:30+12:00+13:30' },
  { name: 'every 20 minutes from 9:00 to 16:40 (daily)', first: SEP2, rule: 'FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40', goesOn: true, dates: `1997 Sep 2-3@${every20Minutes}` },
  { name: 'every 20 minutes from 9:00 to 16:40 (minutely)', first: SEP2, rule: 'FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16', goesOn: true, dates: `1997 Sep 2-3@${every20Minutes}` },
  { name: 'week starts on Monday', first: '19970805T090000', rule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', dates: '1997 Aug 5,10,19,24' },
  { name: 'week starts on Sunday', first: '19970805T090000', rule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', dates: '1997 Aug 5,17,19,31' },
  { name: 'the 15th and 30th; February 30 is skipped', first: '20070115T090000', rule: 'FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5', dates: '2007 Jan 15,30; Feb 15; Mar 15,30' },
]

export const moreExamples: Example[] = [
  { name: 'the 31st of each month skips the short ones', first: '20260131T090000', rule: 'FREQ=MONTHLY', goesOn: true, dates: '2026 Jan 31; Mar 31; May 31; Jul 31; Aug 31; Oct 31; Dec 31; 2027 Jan 31' },
  { name: 'every other month from the 31st', first: '20260131T090000', rule: 'FREQ=MONTHLY;INTERVAL=2', goesOn: true, dates: '2026 Jan 31; Mar 31; May 31; Jul 31; 2027 Jan 31' },
  { name: 'February 29 in leap years', first: '20240229T090000', rule: 'FREQ=YEARLY', goesOn: true, dates: '2024 Feb 29; 2028 Feb 29; 2032 Feb 29' },
  { name: 'last weekday of the month', first: '20260130T090000', rule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', goesOn: true, dates: '2026 Jan 30; Feb 27; Mar 31; Apr 30; May 29; Jun 30; Jul 31; Aug 31' },
  { name: 'first weekday of the week by position', first: '20260302T090000', rule: 'FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1', goesOn: true, dates: '2026 Mar 2,9,16,23,30' },
  { name: 'last of two in each week, by position', first: '20260305T090000', rule: 'FREQ=WEEKLY;BYDAY=TU,TH;BYSETPOS=-1', goesOn: true, dates: '2026 Mar 5,12,19,26; Apr 2' },
  { name: 'last Friday', first: '20260130T140000', rule: 'FREQ=MONTHLY;BYDAY=-1FR', goesOn: true, dates: '2026 Jan 30@14:00; Feb 27@14:00; Mar 27@14:00; Apr 24@14:00' },
  { name: 'last day of February', first: '20240229T090000', rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1', goesOn: true, dates: '2024 Feb 29; 2025 Feb 28; 2026 Feb 28' },
  { name: 'last day of the year', first: '20251231T090000', rule: 'FREQ=YEARLY;BYYEARDAY=-1', goesOn: true, dates: '2025 Dec 31; 2026 Dec 31; 2027 Dec 31' },
  { name: 'day 366 exists in leap years only', first: '20241231T090000', rule: 'FREQ=YEARLY;BYYEARDAY=366', goesOn: true, dates: '2024 Dec 31; 2028 Dec 31' },
  { name: 'Monday of week 1 may lie in the year before', first: '20241230T090000', rule: 'FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO', goesOn: true, dates: '2024 Dec 30; 2025 Dec 29; 2027 Jan 4; 2028 Jan 3' },
  { name: 'Friday of the last week may lie in the year after', first: '20210101T090000', rule: 'FREQ=YEARLY;BYWEEKNO=53;BYDAY=FR', goesOn: true, dates: '2021 Jan 1; 2027 Jan 1; 2032 Dec 31' },
  { name: 'last day of the year among Mondays, by position', first: '20251229T090000', rule: 'FREQ=YEARLY;BYDAY=MO;BYSETPOS=-1', goesOn: true, dates: '2025 Dec 29; 2026 Dec 28; 2027 Dec 27' },
  { name: 'first Monday within a month of a year', first: '20260907T090000', rule: 'FREQ=YEARLY;BYMONTH=9;BYDAY=1MO', goesOn: true, dates: '2026 Sep 7; 2027 Sep 6; 2028 Sep 4' },
  { name: 'daily, but on weekdays', first: '20260305T090000', rule: 'FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR', goesOn: true, dates: '2026 Mar 5,6,9-13,16' },
  { name: 'every other day, but on weekdays', first: '20260302T090000', rule: 'FREQ=DAILY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR', goesOn: true, dates: '2026 Mar 2,4,6,10,12,16' },
  { name: 'every other week on Sunday and Monday from a Sunday (ISO weeks)', first: '20260301T090000', rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO', goesOn: true, dates: '2026 Mar 1,9,15,23,29' },
  { name: 'weekly in two months of the year only', first: '20260303T090000', rule: 'FREQ=WEEKLY;BYMONTH=3,11', goesOn: true, dates: '2026 Mar 3,10,17,24,31; Nov 3,10,17,24; 2027 Mar 2' },
  { name: 'twice a day by hour', first: '20260302T090000', rule: 'FREQ=DAILY;BYHOUR=9,15', goesOn: true, dates: '2026 Mar 2-4@9:00+15:00' },
  { name: 'weekly at another hour than the start', first: '20260302T090000', rule: 'FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0,30', goesOn: true, dates: '2026 Mar 2,9@9:00+9:30' },
  { name: 'second and last by position over two kinds of day', first: '20260302T090000', rule: 'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1,-1', goesOn: true, dates: '2026 Mar 2,31; Apr 6,28; May 4,26' },
  { name: 'fifth Tuesday, where there is one', first: '20260331T090000', rule: 'FREQ=MONTHLY;BYDAY=5TU', goesOn: true, dates: '2026 Mar 31; Jun 30; Sep 29; Dec 29' },
  { name: 'negative month days', first: '20260227T090000', rule: 'FREQ=MONTHLY;BYMONTHDAY=-1,-2', goesOn: true, dates: '2026 Feb 27,28; Mar 30,31; Apr 29,30' },
  { name: 'lower case and spaces between parts', first: '20260303T090000', rule: 'freq=weekly;count=2;byday=tu', dates: '2026 Mar 3,10' },
]
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The wall clock readings of `dates`, in the form '1997-09-02T09:00'. */
export function readings(dates: string): string[] {
  let year = ''
  return dates.split('; ').flatMap((part) => {
    const words = part.split(' ')
    if (words.length === 3) year = words.shift() ?? ''
    const month = String(months.indexOf(words[0] ?? '') + 1).padStart(2, '0')
    const [days = '', times = '9:00'] = (words[1] ?? '').split('@')
    return days.split(',').flatMap(range).flatMap((day) => times.split('+').map((time) => `${year}-${month}-${day}T${time.padStart(5, '0')}`))
  })
}

function range(days: string): string[] {
  const [from = 0, to = from] = days.split('-').map(Number)
  return Array.from({ length: to - from + 1 }, (_, n) => String(from + n).padStart(2, '0'))
}
