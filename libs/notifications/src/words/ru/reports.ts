/** What reports tell. */
export const reports = {
  'reports.report_ready.title': '{{title}}',
  'reports.report_ready.text': 'Для вас подготовлен отчёт на {{nominalAt, instant}} ({{formats}}).',
  'reports.report_ready.action': 'Открыть отчёт',
  'reports.report_failed.title': 'Отчёт не удалось подготовить: {{title}}',
  'reports.report_failed.text': 'Отчёт на {{nominalAt, instant}} не удалось подготовить. Причина указана в его истории.',
  'reports.report_failed.action': 'Узнать причину',
};
