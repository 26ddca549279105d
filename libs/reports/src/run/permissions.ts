import { permit } from '#realtime';

/** `reader`: whom a run has made something for. */
permit({
  'reports.run.start': ['owner'],
  'reports.run.repeat': ['owner'],
  'reports.run.list': ['owner', 'administrator', 'reader'],
  'reports.run.read': ['owner', 'administrator', 'reader'],
  'reports.link.list': ['owner', 'administrator'],
  'reports.link.revoke': ['owner', 'administrator'],
});
