// What the editor's elements send: a form's words, and the token that a log-in in another window may have changed.
export const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

// Without the form's own token: the server would ask that one first, and it may be of a log-in before.
export const wordsOf = (form) => {
  const words = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  words.delete("csrfmiddlewaretoken");
  return words;
};

export const send = (address, body, more = {}) => {
  const headers = { "X-CSRFToken": token(), "Content-Type": "application/x-www-form-urlencoded" };
  return fetch(address, { method: "POST", body: body.toString(), headers, ...more });
};
