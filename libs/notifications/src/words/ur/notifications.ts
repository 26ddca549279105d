/** What is told about notices themselves. */
export const notifications = {
  'notifications.unanswered.title': 'کسی نے جواب نہیں دیا: {{category, term.category}}',
  'notifications.unanswered.text_one': '{{category, term.category}} کے بارے میں ایک اطلاع کی کسی نے تصدیق نہیں کی۔ مزید {{count, number}} شخص کو بتایا گیا۔ آپ سلسلے میں آخری ہیں اور اس کے ذمہ دار ہیں۔',
  'notifications.unanswered.text_other': '{{category, term.category}} کے بارے میں ایک اطلاع کی کسی نے تصدیق نہیں کی۔ مزید {{count, number}} افراد کو بتایا گیا۔ آپ سلسلے میں آخری ہیں اور اس کے ذمہ دار ہیں۔',

  'term.category.meeting': 'اجلاس',
  'term.category.floor': 'اظہارِ خیال کی باری',
  'term.category.poll': 'رائے شماری',
  'term.category.minutes': 'اجلاس کی روداد',
  'term.category.seat': 'نشستیں اور عہدے',
  'term.category.deployment': 'تعیناتیاں',
  'term.category.alert': 'انتباہات',
  'term.category.board': 'معلوماتی بورڈ',
  'term.category.report': 'رپورٹیں',
  'term.category.stock': 'ذخیرہ اور آکسیجن',
  'term.category.credential': 'اسناد',
  'term.category.integration': 'انضمام',
  'term.category.account': 'آپ کا اکاؤنٹ',
} as const;
