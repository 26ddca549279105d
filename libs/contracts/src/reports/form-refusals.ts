import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  report_too_large: { status: 413, retry: 'never', meaning: 'The report holds more than its form can, or took more memory than it may: choose a shorter span or another form.' },
  report_took_too_long: { status: 503, retry: 'later', meaning: 'Making the report took longer than it may; `details.seconds` names the bound.' },
  reports_busy: { status: 503, retry: 'later', meaning: 'As many reports as may wait are waiting already.' },
});
