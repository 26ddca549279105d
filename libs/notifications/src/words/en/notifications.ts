/** What is told about notices themselves. */
export const notifications = {
  'notifications.unanswered.title': 'Nobody has answered: {{category, term.category}}',
  'notifications.unanswered.text_one': 'A notice about {{category, term.category}} was acknowledged by nobody. {{count, number}} further person was told. You stand last in the chain and answer for it.',
  'notifications.unanswered.text_other': 'A notice about {{category, term.category}} was acknowledged by nobody. {{count, number}} further people were told. You stand last in the chain and answer for it.',

  'term.category.meeting': 'meetings',
  'term.category.floor': 'the floor',
  'term.category.poll': 'polls',
  'term.category.minutes': 'minutes',
  'term.category.seat': 'seats and offices',
  'term.category.deployment': 'deployments',
  'term.category.alert': 'alerts',
  'term.category.board': 'boards',
  'term.category.report': 'reports',
  'term.category.stock': 'stock and oxygen',
  'term.category.credential': 'credentials',
  'term.category.integration': 'integrations',
  'term.category.account': 'your account',
} as const;
