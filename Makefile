# make test     everything that must hold, and what was measured; installs what is missing when run as root
# make fuzz     each fuzz target for FUZZTIME
# make mutants  removes what a MUST names, one at a time, and prints which test notices
# make planted  plants bugs in the node and in the line, one at a time, and prints the seed of the simulation that finds each
# make convergence  a hundred thousand random proceedings, with liars, and 300 between whole nodes; some minutes
# make overlaps  a million pairs of notices, compared by the index and slowly, and every sine and chord; then the same on arm64, under qemu; three minutes
# make stories  plays all stories of the field's charters between whole nodes, whole in a real browser; three minutes
# make vectors  writes the vectors of the spec anew; read the difference before you commit it
# make release  builds a release twice, from two copies of the last commit, and compares the bytes; into dist/
# make bare     installs, upgrades and removes that release on a bare Debian machine in a container; takes root
# make demo     a story between two invented states
# make screenshots  a picture of each page of the console, in light and dark, into screenshots/; needs Chromium

FUZZTIME ?= 60s

.PHONY: test gotest readvectors fuzz mutants planted convergence overlaps stories vectors release bare demo screenshots

test:
	scripts/need.sh python3 curl ip tc unshare setpriv ssh-keygen chromium certutil xmllint softhsm2-util pkcs11-tool pg_ctlcluster
	scripts/readers.sh
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo "run gofmt -w on these files"; exit 1; }
	go vet ./...
	@$(MAKE) --no-print-directory --jobs 2 gotest readvectors

# The longest come first, and what waits stands beside what computes: four at a time keep two processors busy to the end.
LONGEST = ./cmd/parley/accept ./internal/node ./cmd/parley ./internal/console/browser

# go vet has looked at all packages before.
gotest:
	@{ go test -v -vet=off -p 4 -exec "$$PWD/scripts/beside.sh" -timeout 20m $(LONGEST) ./... 2>&1; echo "status $$?"; } | awk -f scripts/measured.awk

readvectors:
	python3 spec/reader --self-test spec/vectors

fuzz:
	scripts/fuzz.sh $(FUZZTIME)

mutants:
	go run ./spec/mutate

planted:
	go run ./spec/mutate -list internal/node/planted.txt -run 'TestStorm$$' -args '-storms 200'
	go run ./spec/mutate -list internal/node/plantedcheats.txt -run 'TestSiege$$' -args '-sieges 60'
	go run ./spec/mutate -list internal/node/plantedacts.txt -run 'TestCases$$' -args '-cases 90'
	go run ./spec/mutate -list internal/node/plantedworlds.txt -run 'TestTwoLeaders$$|TestLateCosignatures|TestACosignatureBeside'
	go run ./spec/mutate -list internal/store/postgres/planted.txt
	go run ./spec/mutate -list link/planted.txt -run 'TestStorm$$' -args '-storms 40'

convergence:
	go test -v -timeout 60m ./procedure -run 'TestConvergence$$' -args -cases 100000
	go test -v -timeout 60m ./internal/node -run 'TestCases$$' -args -cases 300

overlaps:
	go test -v -timeout 60m ./overlap -run 'TestExact$$|TestSines$$' -args -worlds 820 -every
	scripts/arm64.sh

stories:
	scripts/need.sh chromium
	go test -v -timeout 60m ./cmd/parley -run 'TestReadyScenes/(2[1-9]|30|3[5-7])-' -args -all-in-browser

vectors:
	go test ./wire ./charter ./record ./link ./form ./procedure ./officer ./narrow ./courier ./overlap -update
	go test ./cmd/parley-verify -run TestOutcomes -update

release:
	scripts/twice.sh dist

bare: release
	rm -rf dist.next
	PARLEY_VERSION=$$(cat packaging/VERSION)+next packaging/build.sh dist.next
	packaging/bare.sh dist/*.deb dist.next/*.deb

demo:
	go run ./cmd/parley demo

screenshots:
	scripts/need.sh chromium
	go run ./internal/console/screenshots -o screenshots
