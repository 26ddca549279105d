export { setting, settings, readSettings, SettingsError, type Setting } from './setting.js';
export { dataFolder } from './data-folder.js';
