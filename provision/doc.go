// Package provision makes the configuration files of telephones, and reads what telephones say when they fetch them:
// User-Agent and path in, bytes out. Families of telephones are data and templates; a model inherits from the base of
// its family what its own template does not say. It must not know who may fetch a file, users, databases or HTTP.
//
// Files are byte-stable: the same telephone gives the same bytes, since some families restart whenever a file differs
// from the last one. So nothing of the moment (a time, a random number) may stand in a template.
package provision
