/*
 * What even a browser understands that is too old for the pages: kept to ECMAScript 5, loaded before all else, and waiting for nothing. It
 * does two things that cannot wait for the page's own script, which comes late over a bad line and never in an old browser.
 *
 * 1. Behind `#` of a slip's link stands the key of a ballot: it is taken out of the address bar and of the history, and handed on.
 * 2. Where the page's own script cannot run, the words that say what to do are shown at once.
 */
(function (page, place) {
  if (/^\/v\//.test(place.pathname) && place.hash.length > 1 && page.history.replaceState) {
    page.yepiaoFragment = place.hash;
    page.history.replaceState(null, '', place.pathname);
  }
  function tooOld() {
    page.document.documentElement.className += ' old';
  }
  if (!('noModule' in page.document.createElement('script')) || typeof page.BigInt !== 'function') tooOld();
  // A script that this browser cannot read, or that did not come; whatever fails once the page stands is the page's own matter.
  page.addEventListener('error', function () {
    if (page.document.querySelector('.waits')) tooOld();
  }, true);
})(window, location);
