export { setting, settings, readSettings, SettingsError, type Setting } from './setting.js';
