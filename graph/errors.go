package graph

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"graphpbx/models"
	"graphpbx/switchboard"
)

// Codes of top-level errors, in extensions.code, beside those of models.ProblemCode and of gqlgen.
const (
	codeUnauthenticated = "UNAUTHENTICATED" // nobody is logged in, and somebody must be
	codeForbidden       = "FORBIDDEN"       // the viewer's role does not suffice
	codeUnavailable     = "UNAVAILABLE"     // the database is away; nothing was changed
	codeTimeout         = "TIMEOUT"         // it took too long
	codeInput           = "BAD_USER_INPUT"  // an argument does not have the form asked for
	codeLimit           = "LIMIT"           // the document asks too much at once
	codeInternal        = "INTERNAL"        // a fault of the program; the log tells it under the request id
)

// coded returns an error that is presented as it is.
func coded(code, message string) *gqlerror.Error {
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": code}}
}

// mendable parts an error into what belongs into the payload's errors and what does not.
func mendable(err error) ([]*models.Problem, error) {
	var problems models.Problems
	if !errors.As(err, &problems) {
		return nil, err
	}
	list := make([]*models.Problem, len(problems))
	for i := range problems {
		list[i] = &problems[i]
	}
	return list, nil
}

// presenter turns errors into what clients may see. What nobody can mend is logged and told without details.
func presenter(log *slog.Logger) graphql.ErrorPresenterFunc {
	return func(ctx context.Context, err error) *gqlerror.Error {
		shown := graphql.DefaultErrorPresenter(ctx, err)
		if shown.Err == nil { // of gqlgen itself, or coded
			return shown
		}
		if ofArgument(ctx, shown) {
			told := coded(codeInput, "this does not have the form that the schema asks for: see the type of the field there")
			told.Path, told.Locations = shown.Path, shown.Locations
			return told
		}
		told := outward(ctx, log, shown.Err)
		told.Path, told.Locations = shown.Path, shown.Locations
		return told
	}
}

// ofArgument reports whether an error is that of a value which gqlgen could not read: its path leads into the field.
func ofArgument(ctx context.Context, err *gqlerror.Error) bool {
	var own *gqlerror.Error
	field := graphql.GetFieldContext(ctx)
	return field != nil && !errors.As(err.Err, &own) && len(err.Path) > len(field.Path())
}

func outward(ctx context.Context, log *slog.Logger, err error) *gqlerror.Error {
	var own *gqlerror.Error
	var problems models.Problems
	switch {
	case errors.As(err, &own):
		return &gqlerror.Error{Message: own.Message, Extensions: own.Extensions}
	case errors.As(err, &problems) && len(problems) > 0:
		return coded(string(problems[0].Code), problems.Error())
	case errors.Is(err, switchboard.ErrUnavailable):
		return coded(codeUnavailable, "the database does not answer: nothing was changed, try again in a moment; calls and registrations go on")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return coded(codeTimeout, "it took too long and was given up")
	}
	return internal(ctx, log, "error", err)
}

func internal(ctx context.Context, log *slog.Logger, key string, fault any) *gqlerror.Error {
	id := VisitOf(ctx).RequestID
	log.Error("a GraphQL operation failed", "request", id, "path", graphql.GetPath(ctx).String(), key, fault)
	shown := coded(codeInternal, "something failed inside the switchboard; its log tells more under the request id "+id)
	shown.Extensions["requestId"] = id
	return shown
}

// recovery turns a fault of a resolver into an error.
func recovery(log *slog.Logger) graphql.RecoverFunc {
	return func(ctx context.Context, fault any) error {
		log.Error("fault in a resolver", "request", VisitOf(ctx).RequestID, "fault", fault, "stack", string(debug.Stack()))
		return internal(ctx, log, "fault", fault)
	}
}
