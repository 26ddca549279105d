/** What reports tell. */
export const reports = {
  'reports.report_ready.title': '{{title}}',
  'reports.report_ready.text': 'The report of {{nominalAt, instant}} was made for you ({{formats}}).',
  'reports.report_ready.action': 'Open the report',
  'reports.report_failed.title': 'The report could not be made: {{title}}',
  'reports.report_failed.text': 'The report of {{nominalAt, instant}} could not be made. Its history says why.',
  'reports.report_failed.action': 'See why',
};
