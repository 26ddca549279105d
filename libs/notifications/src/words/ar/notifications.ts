/** What is told about notices themselves. */
export const notifications = {
  'notifications.unanswered.title': 'لم يرد أحد: {{category, term.category}}',
  'notifications.unanswered.text_zero': 'لم يؤكد أحد إشعارًا عن {{category, term.category}}. لم يُبلَّغ أشخاص آخرون ({{count, number}}). أنت آخر السلسلة والمسؤول عنه.',
  'notifications.unanswered.text_one': 'لم يؤكد أحد إشعارًا عن {{category, term.category}}. أُبلغ شخص آخر واحد. أنت آخر السلسلة والمسؤول عنه.',
  'notifications.unanswered.text_two': 'لم يؤكد أحد إشعارًا عن {{category, term.category}}. أُبلغ شخصان آخران. أنت آخر السلسلة والمسؤول عنه.',
  'notifications.unanswered.text_few': 'لم يؤكد أحد إشعارًا عن {{category, term.category}}. أُبلغ {{count, number}} أشخاص آخرين. أنت آخر السلسلة والمسؤول عنه.',
  'notifications.unanswered.text_many': 'لم يؤكد أحد إشعارًا عن {{category, term.category}}. أُبلغ {{count, number}} شخصًا آخر. أنت آخر السلسلة والمسؤول عنه.',
  'notifications.unanswered.text_other': 'لم يؤكد أحد إشعارًا عن {{category, term.category}}. أُبلغ {{count, number}} شخص آخر. أنت آخر السلسلة والمسؤول عنه.',

  'term.category.meeting': 'الاجتماعات',
  'term.category.floor': 'الكلمة في الاجتماع',
  'term.category.poll': 'التصويت',
  'term.category.minutes': 'المحاضر',
  'term.category.seat': 'المقاعد والمناصب',
  'term.category.deployment': 'عمليات الانتشار',
  'term.category.alert': 'الإنذارات',
  'term.category.board': 'لوحات المتابعة',
  'term.category.report': 'التقارير',
  'term.category.stock': 'المخزون والأكسجين',
  'term.category.credential': 'المؤهلات والتراخيص',
  'term.category.integration': 'التكامل مع الأنظمة',
  'term.category.account': 'حسابك',
} as const;
