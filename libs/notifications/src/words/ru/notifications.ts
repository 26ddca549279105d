/** What is told about notices themselves. */
export const notifications = {
  'notifications.unanswered.title': 'Никто не ответил: {{category, term.category}}',
  'notifications.unanswered.text_one': 'Уведомление по теме «{{category, term.category}}» никто не подтвердил. Дополнительно оповещён {{count, number}} человек. Вы последний в цепочке и отвечаете за это.',
  'notifications.unanswered.text_few': 'Уведомление по теме «{{category, term.category}}» никто не подтвердил. Дополнительно оповещены {{count, number}} человека. Вы последний в цепочке и отвечаете за это.',
  'notifications.unanswered.text_many': 'Уведомление по теме «{{category, term.category}}» никто не подтвердил. Дополнительно оповещены {{count, number}} человек. Вы последний в цепочке и отвечаете за это.',
  'notifications.unanswered.text_other': 'Уведомление по теме «{{category, term.category}}» никто не подтвердил. Дополнительно оповещено {{count, number}} человека. Вы последний в цепочке и отвечаете за это.',

  'term.category.meeting': 'заседания',
  'term.category.floor': 'выступления',
  'term.category.poll': 'голосования',
  'term.category.minutes': 'протоколы',
  'term.category.seat': 'места и должности',
  'term.category.deployment': 'развёртывания',
  'term.category.alert': 'тревоги',
  'term.category.board': 'сводные табло',
  'term.category.report': 'отчёты',
  'term.category.stock': 'запасы и кислород',
  'term.category.credential': 'допуски и удостоверения',
  'term.category.integration': 'интеграции',
  'term.category.account': 'ваша учётная запись',
} as const;
