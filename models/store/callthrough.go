package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"graphpbx/models"
)

// callthroughRuleRow is a row of callthrough_rules.
type callthroughRuleRow struct {
	ID         string  `gorm:"primaryKey"`
	UserID     string  `gorm:"not null;index"`
	PINHash    string  `gorm:"column:pin_hash;not null"` // PHC form; empty for none
	Identity   string  `gorm:"not null"`
	Countries  string  `gorm:"not null"` // parted by blanks
	MaxCalls   int     `gorm:"not null"`
	MaxMinutes int     `gorm:"not null"`
	Enabled    bool    `gorm:"not null"`
	ValidUntil instant `gorm:"not null"`
	Locked     instant `gorm:"column:locked_until;not null"`
}

func (callthroughRuleRow) TableName() string { return "callthrough_rules" }

// callthroughCallerRow is a number that a rule knows its user by. It belongs to one rule alone.
type callthroughCallerRow struct {
	Number string `gorm:"primaryKey"`
	RuleID string `gorm:"not null;index"`
}

func (callthroughCallerRow) TableName() string { return "callthrough_callers" }

// StoredCallthroughRule is a rule with the hash of its PIN.
type StoredCallthroughRule struct {
	models.CallthroughRule
	PINHash string // PHC form, from HashPassword; empty for none
}

// SaveCallthroughRule stores a rule, replacing the one with the same id. It fails with a TakenError where one of its
// callers belongs to another rule.
func (s *Store) SaveCallthroughRule(ctx context.Context, rule StoredCallthroughRule) error {
	err := s.change(ctx, "save callthrough rule", func(a attempt, tx *gorm.DB) error {
		if _, err := gorm.G[callthroughCallerRow](tx).Where("rule_id = ?", rule.ID).Delete(a); err != nil {
			return err
		}
		return saveCallthroughRule(a, tx, &rule)
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return fmt.Errorf("store: save callthrough rule: %w", &TakenError{"callers", callersOf(&rule)})
	}
	return err
}

// saveCallthroughRule stores a rule whose callers are not stored.
func saveCallthroughRule(a attempt, tx *gorm.DB, rule *StoredCallthroughRule) error {
	row := toCallthroughRuleRow(rule)
	if err := gorm.G[callthroughRuleRow](tx, clause.OnConflict{UpdateAll: true}).Create(a, &row); err != nil {
		return err
	}
	callers := make([]callthroughCallerRow, len(rule.Callers))
	for i, number := range rule.Callers {
		callers[i] = callthroughCallerRow{string(number), rule.ID}
	}
	if len(callers) == 0 {
		return nil
	}
	return gorm.G[callthroughCallerRow](tx).CreateInBatches(a, &callers, len(callers))
}

func callersOf(rule *StoredCallthroughRule) string {
	numbers := make([]string, len(rule.Callers))
	for i, number := range rule.Callers {
		numbers[i] = string(number)
	}
	return strings.Join(numbers, ", ")
}

// LockCallthroughRule stores until when a rule lets nobody through.
func (s *Store) LockCallthroughRule(ctx context.Context, id string, until time.Time) error {
	return s.change(ctx, "lock callthrough rule", func(a attempt, tx *gorm.DB) error {
		_, err := gorm.G[callthroughRuleRow](tx).Where("id = ?", id).Update(a, "locked_until", toInstant(until))
		return err
	})
}

// DeleteCallthroughRule removes a rule. One that is not there is no error: it is gone, which is what was asked.
func (s *Store) DeleteCallthroughRule(ctx context.Context, id string) error {
	return s.change(ctx, "delete callthrough rule", func(a attempt, tx *gorm.DB) error {
		_, errCallers := gorm.G[callthroughCallerRow](tx).Where("rule_id = ?", id).Delete(a)
		_, errRule := gorm.G[callthroughRuleRow](tx).Where("id = ?", id).Delete(a)
		return errors.Join(errCallers, errRule)
	})
}

func deleteCallthroughRulesOf(a attempt, tx *gorm.DB, userID string) error {
	_, errCallers := gorm.G[callthroughCallerRow](tx).
		Where("rule_id IN (SELECT id FROM callthrough_rules WHERE user_id = ?)", userID).Delete(a)
	_, errRules := gorm.G[callthroughRuleRow](tx).Where("user_id = ?", userID).Delete(a)
	return errors.Join(errCallers, errRules)
}

// CallthroughRules returns all rules of users that exist, in the order of their ids, with callers in order.
func (s *Store) CallthroughRules(ctx context.Context) ([]StoredCallthroughRule, error) {
	var rules []StoredCallthroughRule
	callers := map[string][]models.PhoneNumber{}
	err := s.read(ctx, "read callthrough rules", func(a attempt, db *gorm.DB) error {
		err := gorm.G[callthroughCallerRow](db).FindInBatches(a, page, func(rows []callthroughCallerRow, _ int) error {
			for _, row := range rows {
				callers[row.RuleID] = append(callers[row.RuleID], models.PhoneNumber(row.Number))
			}
			a.answered()
			return nil
		})
		if err != nil {
			return err
		}
		return gorm.G[callthroughRuleRow](db).Where("user_id IN (SELECT id FROM users)").
			FindInBatches(a, page, func(rows []callthroughRuleRow, _ int) error {
				for i := range rows {
					rules = append(rules, rows[i].rule(callers[rows[i].ID]))
				}
				a.answered()
				return nil
			})
	})
	return rules, err
}

func toCallthroughRuleRow(r *StoredCallthroughRule) callthroughRuleRow {
	return callthroughRuleRow{
		ID: r.ID, UserID: r.UserID, PINHash: r.PINHash, Identity: string(r.Identity), Countries: strings.Join(r.Countries, " "),
		MaxCalls: r.MaxCalls, MaxMinutes: r.MaxMinutes, Enabled: r.Enabled, ValidUntil: toInstant(r.ValidUntil), Locked: toInstant(r.LockedUntil),
	}
}

func (r *callthroughRuleRow) rule(callers []models.PhoneNumber) StoredCallthroughRule {
	slices.Sort(callers)
	return StoredCallthroughRule{PINHash: r.PINHash, CallthroughRule: models.CallthroughRule{
		ID: r.ID, UserID: r.UserID, Callers: callers, HasPIN: r.PINHash != "", Identity: models.PhoneNumber(r.Identity),
		Countries: strings.Fields(r.Countries), MaxCalls: r.MaxCalls, MaxMinutes: r.MaxMinutes, Enabled: r.Enabled,
		ValidUntil: r.ValidUntil.Time(), LockedUntil: r.Locked.Time(),
	}}
}
