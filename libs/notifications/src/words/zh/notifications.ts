/** What is told about notices themselves. */
export const notifications = {
  'notifications.unanswered.title': '无人回应：{{category, term.category}}',
  'notifications.unanswered.text_other': '一则关于{{category, term.category}}的通知无人确认。已另行通知 {{count, number}} 人。您是通知链的最后一人，由您负责处理。',

  'term.category.meeting': '会议',
  'term.category.floor': '发言',
  'term.category.poll': '表决',
  'term.category.minutes': '会议纪要',
  'term.category.seat': '席位与职务',
  'term.category.deployment': '部署',
  'term.category.alert': '警报',
  'term.category.board': '看板',
  'term.category.report': '报告',
  'term.category.stock': '库存与氧气',
  'term.category.credential': '资质证书',
  'term.category.integration': '系统集成',
  'term.category.account': '您的账号',
} as const;
