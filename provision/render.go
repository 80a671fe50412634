package provision

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"path"
	"text/template"

	"graphpbx/models"
)

//go:embed templates
var texts embed.FS

// ErrNoFile says that the family of the telephone has no such file.
var ErrNoFile = errors.New("this family of telephones has no such file")

// functions of templates: an escape for each format, and what telephones count by.
var functions = template.FuncMap{
	"xml":  escapeXML,
	"line": escapeLine,
	"sum":  func(a, b int) int { return a + b },
	"each": func(from, step, i int) int { return from + step*i },
	"is":   func(key models.DeviceKey, kind string) bool { return string(key.Kind) == kind },
}

// templates are those of all families by folder, variant and part. They are read once and never changed.
var templates, errTemplates = readTemplates()

type templateKey struct{ folder, name string }

func readTemplates() (map[templateKey]*template.Template, error) {
	all := make(map[templateKey]*template.Template)
	for _, f := range families {
		names := map[string]bool{"": true}
		for _, file := range f.files {
			names[file.part] = true
		}
		for _, m := range catalogue {
			names[m.variant] = names[m.variant] || m.Family == f.name
		}
		for name, used := range names {
			if !used {
				continue
			}
			t, err := readTemplate(f.folder, name)
			if err != nil {
				return nil, err
			}
			all[templateKey{f.folder, name}] = t
		}
	}
	return all, nil
}

// readTemplate reads the base of a family, and over it another file, whose definitions replace those of the base.
func readTemplate(folder, name string) (*template.Template, error) {
	root := "base.tmpl"
	if name == bookPart { // has nothing of the settings
		root = bookPart + ".tmpl"
	}
	t := template.New(root).Option("missingkey=error").Funcs(functions)
	files := []string{path.Join("templates", folder, root)}
	if name != "" && name != bookPart {
		files = append(files, path.Join("templates", folder, name+".tmpl"))
	}
	if _, err := t.ParseFS(texts, files...); err != nil {
		return nil, fmt.Errorf("provision: %w", err)
	}
	return t, nil
}

// Rendered is a file as the telephone gets it.
type Rendered struct {
	ContentType string
	Content     []byte
}

// Render makes a file. It fails with ErrNoFile, and with ErrValue where a value cannot be written; no error tells a
// value.
func Render(file File, p Phone) (Rendered, error) {
	keys := make([]models.DeviceKey, len(p.Keys))
	for i, key := range p.Keys {
		keys[i] = key.OnTelephone()
	}
	p.Keys = keys
	f, known := familyNamed(p.Model.Family)
	if !known || !file.ServedTo(f.name) {
		return Rendered{}, ErrNoFile
	}
	if errTemplates != nil {
		return Rendered{}, errTemplates
	}
	name := file.parts[f.name]
	if name == "" {
		name = p.Model.variant
	}
	var out bytes.Buffer
	if err := templates[templateKey{f.folder, name}].Execute(&out, p); err != nil {
		var fault *valueError
		if errors.As(err, &fault) { // the template's own text may quote values
			return Rendered{}, fault
		}
		return Rendered{}, fmt.Errorf("provision: the template of %s %s failed", f.folder, name)
	}
	made := Rendered{ContentType: f.contentType, Content: out.Bytes()}
	if file.Book(f.name) {
		made.ContentType = bookType
	}
	return made, nil
}
