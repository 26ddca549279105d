/** What reports tell. */
export const reports = {
  'reports.report_ready.title': '{{title}}',
  'reports.report_ready.text': 'أُعدّ لكم تقرير {{nominalAt, instant}} ({{formats}}).',
  'reports.report_ready.action': 'فتح التقرير',
  'reports.report_failed.title': 'تعذّر إعداد التقرير: {{title}}',
  'reports.report_failed.text': 'تعذّر إعداد تقرير {{nominalAt, instant}}. السبب مذكور في سجله.',
  'reports.report_failed.action': 'معرفة السبب',
};
