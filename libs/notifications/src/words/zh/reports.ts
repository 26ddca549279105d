/** What reports tell. */
export const reports = {
  'reports.report_ready.title': '{{title}}',
  'reports.report_ready.text': '{{nominalAt, instant}}的报告已为您生成（{{formats}}）。',
  'reports.report_ready.action': '打开报告',
  'reports.report_failed.title': '报告未能生成：{{title}}',
  'reports.report_failed.text': '{{nominalAt, instant}}的报告未能生成。原因见其历史记录。',
  'reports.report_failed.action': '查看原因',
};
