// Files: what is too large is said before it is sent.
(() => {
  document.addEventListener("change", (e) => {
    const field = e.target.closest("input[type=file][data-most]");
    if (!field) return;
    const isOver = [...field.files].reduce((sum, file) => sum + file.size, 0) > Number(field.dataset.most);
    field.form.querySelector("[data-too-large]").hidden = !isOver;
    field.form.querySelector("button").disabled = isOver;
  });
})();
