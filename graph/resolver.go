package graph

import (
	"context"
	"log/slog"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"

	"graphpbx/models"
	"graphpbx/switchboard"
)

// How long an operation may take. Importing ten thousand users takes seconds.
const (
	queryTimeout    = 5 * time.Second
	mutationTimeout = 60 * time.Second
)

// Resolver answers the schema out of a switchboard.
type Resolver struct {
	Switchboard *switchboard.Switchboard
	Domain      string                  // SIP domain that telephones are told to register with
	Servers     []SIPServer             // where the engine listens
	PublicURL   string                  // address of the pages; empty for the one that the visitor used
	LocalURL    string                  // address of the pages where neither is known, as for the local administrator
	Place       switchboard.DevicePlace // where telephones find the switchboard and their files
	Options     []models.StartOption    // what was chosen at the start, to be shown
	Checks      Checks                  // looks at what the switchboard stands on; nil: nobody does
}

var _ ResolverRoot = (*Resolver)(nil)

// Each resolver stands for one type of the schema.
type (
	queryResolver          struct{ *Resolver }
	mutationResolver       struct{ *Resolver }
	subscriptionResolver   struct{ *Resolver }
	userResolver           struct{ *Resolver }
	telephoneResolver      struct{ *Resolver }
	probeResolver          struct{ *Resolver }
	partyResolver          struct{ *Resolver }
	callLegResolver        struct{ *Resolver }
	sessionResolver        struct{ *Resolver }
	numberingPlanResolver  struct{ *Resolver }
	activationLinkResolver struct{ *Resolver }
	onboardingResolver     struct{ *Resolver }
)

type (
	apiTokenResolver           struct{ *Resolver }
	deviceResolver             struct{ *Resolver }
	deviceFetchResolver        struct{ *Resolver }
	callthroughRuleResolver    struct{ *Resolver }
	callthroughAttemptResolver struct{}
	presenceChangeResolver     struct{ *Resolver }
	presenceSettingsResolver   struct{ *Resolver }
	routingStepResolver        struct{ *Resolver }
	onlineStatisticsResolver   struct{ *Resolver }
	statisticsChangedResolver  struct{}
	terminalEventResolver      struct{ *Resolver }
	diagnosisResolver          struct{}
	warningResolver            struct{}
	telephoneWarningResolver   struct{ *Resolver }
)

// Query answers queries.
func (r *Resolver) Query() QueryResolver { return queryResolver{r} }

// Mutation carries out mutations.
func (r *Resolver) Mutation() MutationResolver { return mutationResolver{r} }

// Subscription answers subscriptions.
func (r *Resolver) Subscription() SubscriptionResolver { return subscriptionResolver{r} }

// User answers fields of users.
func (r *Resolver) User() UserResolver { return userResolver{r} }

// Telephone answers fields of telephones.
func (r *Resolver) Telephone() TelephoneResolver { return telephoneResolver{r} }

// Probe answers fields of probes.
func (r *Resolver) Probe() ProbeResolver { return probeResolver{r} }

// Party answers fields of parties.
func (r *Resolver) Party() PartyResolver { return partyResolver{r} }

// CallLeg answers fields of legs.
func (r *Resolver) CallLeg() CallLegResolver { return callLegResolver{r} }

// Session answers fields of sessions.
func (r *Resolver) Session() SessionResolver { return sessionResolver{r} }

// APIToken answers fields of API tokens.
func (r *Resolver) APIToken() APITokenResolver { return apiTokenResolver{r} }

// Device answers fields of devices.
func (r *Resolver) Device() DeviceResolver { return deviceResolver{r} }

// DeviceFetch answers fields of requests for files.
func (r *Resolver) DeviceFetch() DeviceFetchResolver { return deviceFetchResolver{r} }

// NumberingPlan answers fields of the numbering plan.
func (r *Resolver) NumberingPlan() NumberingPlanResolver { return numberingPlanResolver{r} }

// ActivationLink answers fields of activation links.
func (r *Resolver) ActivationLink() ActivationLinkResolver { return activationLinkResolver{r} }

// Onboarding answers fields of onboardings.
func (r *Resolver) Onboarding() OnboardingResolver { return onboardingResolver{r} }

// CallthroughRule answers fields of callthrough rules.
func (r *Resolver) CallthroughRule() CallthroughRuleResolver { return callthroughRuleResolver{r} }

// CallthroughAttempt answers fields of attempts.
func (r *Resolver) CallthroughAttempt() CallthroughAttemptResolver {
	return callthroughAttemptResolver{}
}

// PresenceChange answers fields of changes of presence.
func (r *Resolver) PresenceChange() PresenceChangeResolver { return presenceChangeResolver{r} }

// PresenceSettings answers fields of the settings of presence.
func (r *Resolver) PresenceSettings() PresenceSettingsResolver { return presenceSettingsResolver{r} }

// RoutingStep answers fields of steps of a decision.
func (r *Resolver) RoutingStep() RoutingStepResolver { return routingStepResolver{r} }

// OnlineStatistics answers fields of online statistics.
func (r *Resolver) OnlineStatistics() OnlineStatisticsResolver { return onlineStatisticsResolver{r} }

// OnlineStatisticsChanged answers fields of changes of online statistics.
func (r *Resolver) OnlineStatisticsChanged() OnlineStatisticsChangedResolver {
	return statisticsChangedResolver{}
}

// TerminalEvent answers fields of the time line of terminals.
func (r *Resolver) TerminalEvent() TerminalEventResolver { return terminalEventResolver{r} }

// Diagnosis answers fields of diagnoses.
func (r *Resolver) Diagnosis() DiagnosisResolver { return diagnosisResolver{} }

// Warning answers fields of warnings.
func (r *Resolver) Warning() WarningResolver { return warningResolver{} }

// TelephoneWarning answers fields of warnings with their telephones.
func (r *Resolver) TelephoneWarning() TelephoneWarningResolver { return telephoneWarningResolver{r} }

// New returns the schema ready to be put on the wire: with rights, limits and errors, but without any transport.
func New(r *Resolver, log *slog.Logger) *handler.Server {
	cfg := Config{Resolvers: r}
	cfg.Directives.Auth = auth
	weigh(&cfg.Complexity)
	s := handler.New(NewExecutableSchema(cfg))
	s.SetErrorPresenter(presenter(log))
	s.SetRecoverFunc(recovery(log))
	s.SetParserTokenLimit(maxTokens)
	s.SetDisableSuggestion(true) // they tell strangers the schema, and cost time
	s.SetQueryCache(documents{lru.New[*ast.QueryDocument](1000)})
	s.Use(limits{})
	s.Use(extension.FixedComplexityLimit(maxComplexity))
	s.Use(extension.Introspection{})
	s.AroundOperations(r.around)
	s.AroundFields(r.audited)
	return s
}

// auth is the directive of the same name.
func auth(ctx context.Context, _ any, next graphql.Resolver, requires models.Role) (any, error) {
	role := viewer(ctx).Role
	switch {
	case role >= requires:
		return next(ctx)
	case role == models.RoleNone:
		return nil, coded(codeUnauthenticated, "log in first")
	}
	return nil, coded(codeForbidden, "your role does not allow this")
}

// around is what happens to every operation: time is limited, and the journal's head is read before anything else, so
// that asOf is never later than the answer.
func (r *Resolver) around(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	limit := queryTimeout
	switch graphql.GetOperationContext(ctx).Operation.Operation {
	case ast.Subscription:
		return next(ctx)
	case ast.Mutation:
		limit = mutationTimeout
	}
	ctx = context.WithValue(ctx, headKey{}, r.Switchboard.Journal().Head())
	ctx, cancel := context.WithTimeout(ctx, limit)
	answer := next(ctx)
	return func(ctx context.Context) *graphql.Response {
		defer cancel()
		return answer(ctx)
	}
}

type headKey struct{}

// documents remembers parsed documents, but no long ones: there is room for a thousand, and strangers may send them.
type documents struct {
	graphql.Cache[*ast.QueryDocument]
}

const longDocument = 8 << 10

// Add remembers a document.
func (d documents) Add(ctx context.Context, text string, document *ast.QueryDocument) {
	if len(text) <= longDocument {
		d.Cache.Add(ctx, text, document)
	}
}
