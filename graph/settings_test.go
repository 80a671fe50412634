package graph

import (
	"strings"
	"testing"

	"graphpbx/models"
)

// What a form shows and what the schema says about a setting are the same words, and every setting stands in both.
func TestSettingsAreDescribedOnce(t *testing.T) {
	schema := loadSchema(t)
	count := 0
	for _, f := range models.SettingFields() {
		name := strings.ToUpper(string(f.Group[:1])) + string(f.Group[1:]) + "Settings"
		field := schema.Types[name].Fields.ForName(f.Name)
		input := schema.Types[name+"Input"].Fields.ForName(f.Name)
		if field == nil || input == nil {
			t.Errorf("%s.%s is missing in the schema", name, f.Name)
			continue
		}
		if field.Description != f.English || !strings.HasPrefix(input.Description, f.English) {
			t.Errorf("%s.%s is described differently", name, f.Name)
		}
		count++
	}
	for _, group := range models.SettingsGroups() {
		name := strings.ToUpper(string(group[:1])) + string(group[1:]) + "Settings"
		count -= len(schema.Types[name].Fields) - 1 // version
		if schema.Mutation.Fields.ForName(string(group)+"SettingsUpdate") == nil || schema.Types["Settings"].Fields.ForName(string(group)) == nil {
			t.Errorf("%s cannot be read or changed", group)
		}
	}
	if count != 0 {
		t.Errorf("the schema has %d settings more than the models", -count)
	}
}
