// What public pages do beyond the server's HTML. Served as one file: the static storage puts the imported ones in place.
import "./send-once.js";
import "./drop-clock.js";
import "./live-edition.js";
import "./price-code.js";
import "./parcel-sum.js";
