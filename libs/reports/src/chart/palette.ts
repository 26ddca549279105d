/** Colours that differ in lightness as well as in hue: they can be told apart in grey, and by most who see few colours. */
export const palette: readonly string[] = ['#123f6b', '#c8552b', '#4f9a94', '#e0b04a', '#7a4f8f', '#a9c4dd'];

/** The gap between names of a legend: the page's letters are wider than those that the library measures by. */
export const legend = { top: 0, itemGap: 24 };

export const ink = '#1f2933';
export const rule = '#d5dbe1';

/** What every chart has: no animation, quiet lines, patterns beside colours, and a description for who does not see it. */
export const common = {
  color: [...palette],
  animation: false,
  aria: { enabled: true, decal: { show: true } },
  textStyle: { fontFamily: 'Noto Sans, Noto Sans SC, Vazirmatn, sans-serif', color: ink, fontSize: 12 },
  grid: { left: 12, right: 12, top: 36, bottom: 8 },
};
