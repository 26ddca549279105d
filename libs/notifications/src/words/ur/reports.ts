/** What reports tell. */
export const reports = {
  'reports.report_ready.title': '{{title}}',
  'reports.report_ready.text': '{{nominalAt, instant}} کی رپورٹ آپ کے لیے تیار کی گئی ہے ({{formats}})۔',
  'reports.report_ready.action': 'رپورٹ کھولیں',
  'reports.report_failed.title': 'رپورٹ تیار نہ ہو سکی: {{title}}',
  'reports.report_failed.text': '{{nominalAt, instant}} کی رپورٹ تیار نہ ہو سکی۔ وجہ اس کی تاریخ میں درج ہے۔',
  'reports.report_failed.action': 'وجہ دیکھیں',
};
