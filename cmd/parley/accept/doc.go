// Package accept holds the tests that play what the first line has to do, and what doc/operating.md says, with the built
// programs as processes of their own. They wait much and compute little: they stand apart so that others compute beside them.
package accept
