// Package postgres runs PostgreSQL for tests, from the binaries installed on the machine, on a free port of the
// loopback address, with data of its own that vanish afterwards. It knows nothing of the switchboard. Where
// PostgreSQL is not installed the tests that ask for it are skipped, and say so.
//
// A package whose tests use it has
//
//	func TestMain(m *testing.M) { os.Exit(postgres.Tests{M: m}.Run()) }
//
// which stops the shared server at the end. With goleak it is goleak.VerifyTestMain(postgres.Tests{M: m}).
package postgres
