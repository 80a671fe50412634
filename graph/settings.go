package graph

import (
	"context"
	"reflect"
	"strings"
	"time"

	"github.com/sosodev/duration"

	"graphpbx/graph/live"
	"graphpbx/models"
	"graphpbx/switchboard"
	"graphpbx/switchboard/journal"
)

type (
	settingsResolver     struct{ *Resolver }
	settingFieldResolver struct{}
)

// Settings answers fields of the settings.
func (r *Resolver) Settings() SettingsResolver { return settingsResolver{r} }

// SettingField answers fields of the description of a setting.
func (r *Resolver) SettingField() SettingFieldResolver { return settingFieldResolver{} }

func (r queryResolver) Settings(ctx context.Context) (*models.Settings, error) {
	settings, err := r.Switchboard.Settings(viewer(ctx))
	return &settings, err
}

// Fields describes all settings.
func (settingsResolver) Fields(context.Context, *models.Settings) ([]*models.SettingField, error) {
	return pointers(models.SettingFields()), nil
}

// StartOptions shows what was chosen at the start.
func (r settingsResolver) StartOptions(context.Context, *models.Settings) ([]*models.StartOption, error) {
	return pointers(r.Options), nil
}

// Explanation explains a setting in a language.
func (settingFieldResolver) Explanation(_ context.Context, f *models.SettingField, language models.Language) (string, error) {
	return f.Explanation(language), nil
}

// Group names the group.
func (settingFieldResolver) Group(_ context.Context, f *models.SettingField) (string, error) {
	return string(f.Group), nil
}

// Default is the default as the field itself would be written.
func (settingFieldResolver) Default(_ context.Context, f *models.SettingField) (string, error) {
	return onWire(f, f.Default), nil
}

// Minimum is null where there is no bound.
func (settingFieldResolver) Minimum(_ context.Context, f *models.SettingField) (*string, error) {
	return pointer(onWire(f, f.Minimum)), nil
}

// Maximum is null where there is no bound.
func (settingFieldResolver) Maximum(_ context.Context, f *models.SettingField) (*string, error) {
	return pointer(onWire(f, f.Maximum)), nil
}

// onWire writes durations as the schema does.
func onWire(f *models.SettingField, text string) string {
	if d, err := time.ParseDuration(text); err == nil && f.Kind == models.SettingDuration {
		return duration.Format(d)
	}
	return text
}

func (r mutationResolver) TelephonySettingsUpdate(ctx context.Context, input TelephonySettingsInput) (*SettingsPayload, error) {
	return r.updateSettings(ctx, models.SettingsTelephony, input.Version, input)
}

func (r mutationResolver) ActivationSettingsUpdate(ctx context.Context, input ActivationSettingsInput) (*SettingsPayload, error) {
	return r.updateSettings(ctx, models.SettingsActivation, input.Version, input)
}

func (r mutationResolver) BlockingSettingsUpdate(ctx context.Context, input BlockingSettingsInput) (*SettingsPayload, error) {
	return r.updateSettings(ctx, models.SettingsBlocking, input.Version, input)
}

func (r mutationResolver) CallthroughSettingsUpdate(ctx context.Context, input CallthroughSettingsInput) (*SettingsPayload, error) {
	return r.updateSettings(ctx, models.SettingsCallthrough, input.Version, input)
}

func (r mutationResolver) RetentionSettingsUpdate(ctx context.Context, input RetentionSettingsInput) (*SettingsPayload, error) {
	return r.updateSettings(ctx, models.SettingsRetention, input.Version, input)
}

func (r mutationResolver) NumberingSettingsUpdate(ctx context.Context, input NumberingSettingsInput) (*SettingsPayload, error) {
	return r.updateSettings(ctx, models.SettingsNumbering, input.Version, input)
}

func (r mutationResolver) ProvisioningSettingsUpdate(ctx context.Context, input ProvisioningSettingsInput) (*SettingsPayload, error) {
	return r.updateSettings(ctx, models.SettingsProvisioning, input.Version, input)
}

func (r mutationResolver) updateSettings(ctx context.Context, group models.SettingsGroup, version int, input any) (*SettingsPayload, error) {
	settings, err := r.Switchboard.UpdateSettings(ctx, viewer(ctx), switchboard.SettingsPatch{Group: group, Version: version, Values: givenFields(input)})
	if err != nil {
		faults, err := mendable(err)
		return &SettingsPayload{Errors: faults}, err
	}
	return &SettingsPayload{Settings: &settings}, nil
}

// givenFields returns the omittable fields of an input that were given, by their names; those given as null are nil.
func givenFields(input any) map[string]any {
	values := map[string]any{}
	v := reflect.ValueOf(input)
	for i := range v.NumField() {
		field := v.Field(i)
		method := field.MethodByName("ValueOK")
		if !method.IsValid() {
			continue
		}
		answers := method.Call(nil)
		if !answers[1].Bool() {
			continue
		}
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		values[name] = nil
		if !answers[0].IsNil() {
			values[name] = answers[0].Elem().Interface()
		}
	}
	return values
}

// Settings follows the settings.
func (r subscriptionResolver) Settings(ctx context.Context, since *string) (<-chan SettingsEvent, error) {
	wish := func() (live.Wish, error) { return live.Wish{Topic: journal.TopicSettings, Since: since}, nil }
	return live.Follow(ctx, r.Switchboard.Journal(), wish, func(t live.Told) SettingsEvent {
		switch settings, is := t.Event.Value.(models.Settings); {
		case is:
			return &SettingsChanged{Cursor: t.Cursor, At: t.At, Settings: &settings}
		case t.Kind == live.Removed:
			return removed(t)
		case t.Kind == live.Reset:
			return &Reset{Cursor: t.Cursor, At: t.At}
		}
		return &Synced{Cursor: t.Cursor, At: t.At}
	})
}
