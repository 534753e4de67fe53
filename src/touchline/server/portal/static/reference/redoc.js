// Redoc over the API's own description, in the fonts that are here already.
const place = document.getElementById("reference");
const theme = { typography: { fontFamily: "system-ui, sans-serif", headings: { fontFamily: "system-ui, sans-serif" } } };

window.Redoc.init(place.dataset.document, { hideDownloadButtons: false, nativeScrollbars: true, theme }, place);
