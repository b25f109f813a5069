/* global document */
// Runs before the first paint so that nobody in a dark room meets a white flash. Kept out of the page for the CSP.
(function () {
  var known = ['dark', 'light', 'projector'];
  var chosen = null;
  try {
    chosen = localStorage.getItem('drillbook.theme');
  } catch {
    /* storage may be forbidden: the default serves */
  }
  document.documentElement.dataset.theme = known.indexOf(chosen) < 0 ? 'dark' : chosen;
})();
