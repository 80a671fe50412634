package provision

import (
	"regexp"
	"strings"

	"graphpbx/models"
)

// MaxFileName bounds the name of a file that a telephone asks for.
const MaxFileName = 64

// filePattern is a name that a family asks for, with {mac} and {model} in it.
type filePattern struct {
	pattern string
	part    string // template of this file; empty for the one that carries the account
}

// File is a request that some family may make.
type File struct {
	Name string
	MAC  models.MAC // empty where the name carries none

	parts map[models.DeviceFamily]string
}

// ServedTo reports whether the family is given something under this name.
func (f File) ServedTo(name models.DeviceFamily) bool {
	_, serves := f.parts[name]
	return serves
}

// Main reports whether the file is the one that carries the account.
func (f File) Main(name models.DeviceFamily) bool { return f.ServedTo(name) && f.parts[name] == "" }

// ParseFile reads the last part of a path. It returns false for what no family asks for.
func ParseFile(name string) (File, bool) {
	if name == "" || len(name) > MaxFileName {
		return File{}, false
	}
	file := File{Name: name, parts: make(map[models.DeviceFamily]string)}
	for _, p := range patterns {
		found := p.expression.FindStringSubmatch(name)
		if found == nil {
			continue
		}
		mac, fits := models.MAC(""), true
		if i := p.expression.SubexpIndex("mac"); i >= 0 {
			mac, fits = models.ParseMAC(found[i])
		}
		if fits {
			file.MAC, file.parts[p.family] = mac, p.part
		}
	}
	return file, len(file.parts) > 0
}

// MainFile returns the name of the file that carries the account of a device.
func MainFile(of models.DeviceFamily, mac models.MAC) string {
	f, found := familyNamed(of)
	if !found {
		return ""
	}
	return strings.ReplaceAll(f.main, "{mac}", string(mac))
}

type compiledPattern struct {
	family     models.DeviceFamily
	part       string
	expression *regexp.Regexp
}

// patterns are compiled once; nothing changes them.
var patterns = compilePatterns()

func compilePatterns() (compiled []compiledPattern) {
	for _, f := range families {
		for _, p := range f.files {
			text := regexp.QuoteMeta(p.pattern)
			text = strings.ReplaceAll(text, `\{mac\}`, `(?P<mac>[0-9A-Fa-f]{12})`)
			text = strings.ReplaceAll(text, `\{model\}`, `[0-9A-Za-z]{1,12}`)
			compiled = append(compiled, compiledPattern{f.name, p.part, regexp.MustCompile(`(?i)^` + text + `$`)})
		}
	}
	return compiled
}
