// On a phone the masthead's links scroll sideways: where one is, is in view. Without script the first ones are.
const nav = document.querySelector(".masthead nav"), here = nav?.querySelector("[aria-current]");
if (here) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
