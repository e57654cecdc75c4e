// The questions (mail-and-pages): short, plain, and none that a status could answer. An id is never reused.

export type ManagerBucket = 'identify' | 'understand' | 'support'
export type ReportBucket =
  | 'priorities'
  | 'blockers'
  | 'growth'
  | 'feedback'
  | 'wellbeing'
  | 'recognition'
  | 'remote-and-team'
export type MomentBucket = 'first-meeting' | 'after-skip' | 'back-from-leave' | 'quarter-end'
export type Bucket = ManagerBucket | ReportBucket | MomentBucket

/** For the manager to ask, about the person and not the project. */
export const managerBank: Record<ManagerBucket, readonly string[]> = {
  identify: [
    'What is taking up most of your thoughts this week?',
    'If we had only ten minutes, what would you want to talk about?',
    'What do you wish I had asked you by now?',
    'Which part of your work feels heavier than it should?',
    'What changed since we last spoke that matters to you?',
    'Where would an hour of our time make the biggest difference?',
    'What have you been putting off, and what makes it easy to put off?',
    'What are you unsure about that nobody seems to talk about?',
    'Which decision would you like to think through out loud?',
  ],
  understand: [
    'What would a good outcome look like to you?',
    'What makes this hard, apart from the time it takes?',
    'What have you tried that taught you something?',
    'Which part of this do you care about most?',
    'What would you do if it were only up to you?',
    'What are you worried could happen?',
    'Who sees this differently, and what do they see?',
    'How will you know that it has become better?',
    'What would have to be true for this to feel easy?',
  ],
  support: [
    'What help from me would be most useful right now?',
    'What could I stop doing that would make your days easier?',
    'Where do you want my opinion, and where just my ear?',
    'Who should I talk to so that you need not?',
    'What do you need to hear from me more often?',
    'What could I take off your plate without taking it away from you?',
    'Which of my habits costs you time?',
    'What would you like me to stand up for?',
    'What would make you feel safe to try the bolder way?',
  ],
}

/** For the report to think about beforehand. It is their meeting. */
export const reportBank: Record<ReportBucket, readonly string[]> = {
  priorities: [
    'What matters most in the coming week, and what makes it matter?',
    'What would you drop first if the week were a day shorter?',
    'Which of your tasks would nobody miss?',
    'Where do your priorities and those of the team pull apart?',
    'What do you want to be able to say about this week on Friday?',
    'What do you keep getting asked for that is not on your list?',
    'What deserves more of your best hours?',
    'What would you like to have decided, so that you can go on?',
  ],
  blockers: [
    'What has stayed on your list longer than it should, and what would free it?',
    'Who are you waiting for, and how could that be made easier?',
    'What do you work around so often that you hardly notice it any more?',
    'Which rule or habit of ours gets in your way?',
    'What would you need to know to take the next step?',
    'What is harder to say than to do?',
    'Where do you need a yes or a no from somebody?',
    'If one obstacle could be gone tomorrow, which one?',
  ],
  growth: [
    'What would you like to be better at by this time next year?',
    'Which work of somebody else made you think "I want to do that"?',
    'When did you last learn something that surprised you?',
    'What would stretch you without breaking you?',
    'Whom would you like to learn from?',
    'Which strength of yours do we use too little?',
    'What would you try if it were fine to fail at it?',
    'Which part of your job would you like to grow out of?',
  ],
  feedback: [
    'What should your manager do more of, or less of?',
    'When did you last wish for a different answer from your manager?',
    'What does your manager not see from where they sit?',
    'Which decision would you like to have explained?',
    'What makes it easy, or hard, to bring bad news?',
    'How could these meetings be worth more to you?',
    'Where would you like more freedom, and where more guidance?',
    'What did your manager do lately that helped, and should do again?',
  ],
  wellbeing: [
    'What gave you energy lately, and what took it?',
    'How sustainable does your pace feel, honestly?',
    'What would make next week a little lighter?',
    'When did you last finish a day content, and what made it so?',
    'What do you need in order to really switch off?',
    'Which meeting or task do you dread a little?',
    'What would you change about how your days are cut up?',
    'What would you like to be asked about how you are?',
  ],
  recognition: [
    'What are you proud of that hardly anybody noticed?',
    'Who helped you lately and deserves to hear it?',
    'Which kind of praise means something to you, and which does not?',
    'What went well that we should do again on purpose?',
    'Which of your work do you wish more people knew about?',
    'When did you last feel that your work counted?',
    'What did you make easier for others this month?',
    'Whose quiet work should be seen?',
  ],
  'remote-and-team': [
    'With whom do you talk too little, and what gets lost?',
    'What do you hear about too late?',
    'When do you feel part of the team, and when beside it?',
    'What should we write down instead of saying it?',
    'Which conversation is the team avoiding?',
    'What would you change about how we work across places and hours?',
    'Who could use your help, or you theirs?',
    'What makes it easy for you to ask the others for help?',
  ],
}

/** Moments: what the manager asks, and what the report is asked. For peers the report's serve. */
export const momentBank: Record<MomentBucket, { manager: readonly string[]; report: readonly string[] }> = {
  'first-meeting': {
    manager: [
      'What should I know about how you like to work?',
      'What made earlier 1-on-1s worth your time, or a waste of it?',
      'How do you like to get feedback: at once, later, spoken, written?',
    ],
    report: [
      'What do you want to get out of these meetings?',
      'What should the other know about how you work best?',
      'What made working together easy for you in the past?',
    ],
  },
  'after-skip': {
    manager: [
      'What has waited since we last met?',
      'What did you have to settle on your own that you would rather have talked about?',
      'Which time of the week would suit you best?',
    ],
    report: [
      'What would you have brought up last time?',
      'What got bigger, or smaller, while it waited?',
      'Which rhythm would suit you both better?',
    ],
  },
  'back-from-leave': {
    manager: [
      'What would make it easy to find your way back in?',
      'Which things that went on meanwhile would you like to hear about first?',
      'What can wait, so that you need not catch up with everything?',
    ],
    report: [
      'What do you want to pick up again, and what would you rather hand on?',
      'What changed that you would like to have explained?',
      'Which habit of before would you like to leave behind?',
    ],
  },
  'quarter-end': {
    manager: [
      'What did the last three months teach you about yourself?',
      'What would you like to be different in three months?',
      'Which of our plans should we admit was not a good one?',
    ],
    report: [
      'What from the last three months would you do again, and what not?',
      'What do you want the next three months to be remembered for?',
      'Which promise of this quarter deserves an honest word?',
    ],
  },
}
