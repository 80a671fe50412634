package provision

import (
	"slices"
	"strings"

	"graphpbx/models"
)

// Model is a telephone that can be set up.
type Model struct {
	Name   string
	Family models.DeviceFamily
	Keys   int // function keys that can be set at most; 0 for none

	variant string // template that extends the base of the family; empty for the base alone
}

// family is how one make is set up.
type family struct {
	name        models.DeviceFamily
	folder      string // of its templates
	contentType string
	files       []filePattern // what it asks for and is given
	main        string        // name of the file that carries its account, for {mac}
}

// The families. What they ask for, in which form and under which names, is told in the administrators' guides of the
// makers.
var families = []family{
	{
		name: models.FamilySnom, folder: "snom", contentType: "application/xml; charset=utf-8", main: "{mac}.xml",
		files: []filePattern{
			{pattern: "{mac}.xml"}, {pattern: "{mac}.htm"}, {pattern: "snom{model}-{mac}.htm"}, {pattern: "snom{model}.htm"},
			{pattern: "phonebook.xml", part: bookPart},
		},
	},
	{
		name: models.FamilyYealink, folder: "yealink", contentType: "text/plain; charset=utf-8", main: "{mac}.cfg",
		files: []filePattern{{pattern: "{mac}.cfg"}, {pattern: "phonebook.xml", part: bookPart}},
	},
	{
		name: models.FamilyGrandstream, folder: "grandstream", contentType: "application/xml; charset=utf-8", main: "cfg{mac}.xml",
		files: []filePattern{{pattern: "cfg{mac}.xml"}, {pattern: "phonebook.xml", part: bookPart}},
	},
	{
		name: models.FamilyGigaset, folder: "gigaset", contentType: "application/xml; charset=utf-8", main: "{mac}.xml",
		files: []filePattern{{pattern: "{mac}.xml"}, {pattern: "phonebook.xml", part: bookPart}},
	},
	{
		name: models.FamilyFanvil, folder: "fanvil", contentType: "application/xml; charset=utf-8", main: "{mac}.cfg",
		files: []filePattern{{pattern: "{mac}.cfg"}, {pattern: "{mac}.xml"}, {pattern: "phonebook.xml", part: bookPart}},
	},
	{
		name: models.FamilyPoly, folder: "poly", contentType: "application/xml; charset=utf-8", main: "{mac}-registration.cfg",
		files: []filePattern{{pattern: "{mac}.cfg", part: "index"}, {pattern: "{mac}-registration.cfg"}, {pattern: "{mac}-directory.xml", part: bookPart}},
	},
}

// Templates of models that differ from the base of their family.
const (
	variantDECT = "dect"
	variantV1   = "v1"
	variantV2   = "v2"
	variantSoft = "soft"
)

// models by family. Names are the maker's own.
var catalogue = slices.Concat(
	named(models.FamilySnom, "", 24, "D120", "D150", "D305", "D315", "D335", "D345", "D375", "D385", "D710", "D712", "D713", "D715", "D717", "D725",
		"D735", "D745", "D765", "D785", "D810", "D812", "D815", "D862", "D865"),
	named(models.FamilyYealink, "", 27, "T19P E2", "T21P E2", "T23G", "T27G", "T29G", "T30P", "T31P", "T31G", "T31W", "T33G", "T34W", "T40G", "T41S", "T42S",
		"T42U", "T43U", "T44U", "T44W", "T46G", "T46S", "T46U", "T48G", "T48S", "T48U", "T53", "T53W", "T54S", "T54W", "T57W", "T58A", "T58W", "T85W", "T87W", "T88W"),
	named(models.FamilyYealink, variantDECT, 0, "W52P", "W56P", "W60B", "W70B", "W80B", "W90DM"),
	named(models.FamilyGrandstream, variantV1, 32, "GXP1610", "GXP1615", "GXP1620", "GXP1625", "GXP1628", "GXP1630", "GXP1760W", "GXP1780", "GXP1782",
		"GXP2130", "GXP2135", "GXP2140", "GXP2160", "GXP2170"),
	named(models.FamilyGrandstream, variantV2, 32, "GRP2601", "GRP2602", "GRP2603", "GRP2604", "GRP2612", "GRP2613", "GRP2614", "GRP2615", "GRP2616", "GRP2624",
		"GRP2634", "GRP2636", "GRP2650", "GRP2670"),
	named(models.FamilyGigaset, "", 0, "N610 IP PRO", "N670 IP PRO", "N770 IP PRO", "N870 IP PRO", "N870E IP PRO"),
	named(models.FamilyFanvil, "", 30, "X3S", "X3SG", "X3U", "X4", "X4U", "X5S", "X5U", "X6", "X6U", "X7", "X7A", "X7C", "X210", "V62", "V63", "V64", "V65", "V67"),
	named(models.FamilyFanvil, variantSoft, 12, "W610W", "W611W", "i10S", "i16SV", "i18S", "i51", "i52", "i61", "i62", "i63", "i64"),
	named(models.FamilyPoly, "", 24, "VVX 150", "VVX 201", "VVX 250", "VVX 301", "VVX 311", "VVX 350", "VVX 400", "VVX 401", "VVX 410", "VVX 411", "VVX 450", "VVX 500",
		"VVX 501", "VVX 600", "VVX 601", "Edge E100", "Edge E220", "Edge E300", "Edge E320", "Edge E350", "Edge E400", "Edge E450", "Edge E500", "Edge E550"),
)

func named(of models.DeviceFamily, variant string, keys int, names ...string) []Model {
	list := make([]Model, len(names))
	for i, name := range names {
		list[i] = Model{Name: name, Family: of, Keys: keys, variant: variant}
	}
	return list
}

// Models returns all models that can be set up, by family.
func Models() []Model { return slices.Clone(catalogue) }

// ModelNamed finds a model as people and telephones write its name: without regard to case, blanks, - and _, with or
// without the maker before it, and without what only tells a later revision ("X5U-V2", "X6U Pro").
func ModelNamed(name string) (Model, bool) {
	folded := foldModel(name)
	for _, f := range families {
		if rest, found := strings.CutPrefix(folded, f.folder); found {
			folded = rest
			break
		}
	}
	for _, m := range catalogue {
		if known := foldModel(m.Name); folded == known || folded == known+"v2" || folded == known+"pro" {
			return m, true
		}
	}
	return Model{}, false
}

func foldModel(name string) string {
	if len(name) > 64 {
		return ""
	}
	return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(name))
}

func familyNamed(name models.DeviceFamily) (*family, bool) {
	for i := range families {
		if families[i].name == name {
			return &families[i], true
		}
	}
	return nil, false
}
