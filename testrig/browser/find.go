package browser

import "strconv"

// control returns a JavaScript expression for what people click on, by its text: what is read aloud for it, or what it
// shows. Of several the last visible one is taken, since dialogues stand behind the page in the document; null where
// there is none.
func control(text string) string {
	return `(() => {
		const want = ` + strconv.Quote(text) + `;
		const kinds = 'button, a, label, summary, [role=button], [role=tab], [role=menuitem], [role=option]';
		const shows = e => e.getAttribute('aria-label') === want || e.innerText?.replace(/\s+/g, ' ').trim() === want;
		return [...document.querySelectorAll(kinds)].filter(e => shows(e) && e.checkVisibility()).at(-1) ?? null;
	})()`
}

// field returns a JavaScript expression for the input with the label, by its <label> or its aria-label; null where
// there is none. Marks of required fields do not count.
func field(label string) string {
	return `(() => {
		const want = ` + strconv.Quote(label) + `;
		const plain = text => (text ?? '').replace(/\s*\*\s*$/, '').trim();
		const labelled = [...document.querySelectorAll('label')].find(l => plain(l.innerText) === want && l.control);
		return labelled?.control ?? [...document.querySelectorAll('input,textarea,select')].find(f => f.getAttribute('aria-label') === want) ?? null;
	})()`
}
