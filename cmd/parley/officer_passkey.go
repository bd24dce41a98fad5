package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"parley"
	"parley/officer"
)

func officerPasskeyCommand() *cobra.Command {
	var cose string
	var verified, backup bool
	var extra officer.Extra
	var at deskPlace
	cmd := &cobra.Command{
		Use:   "passkey [FILE] --origin URL [--rp-id HOST] [--cose FILE]",
		Short: "Have a browser make a passkey, or take one that was made, and print its line",
		Long: "Have the browser of this machine make a passkey, in a small page that is shown for it, and write to FILE what is needed\n" +
			"to ask for signatures by it later: parley officer add --key FILE, and --sign FILE where an officer signs. Nothing in\n" +
			"the file is secret. A browser does this in a secure context only: at http://localhost with a port, or at an https\n" +
			"address under a certificate that it trusts, such as one of the organisation's own CA (--listen, --cert, --cert-key).\n" +
			"With --cose the passkey was made elsewhere: its line is printed. The line goes into the roster as that of any other key.",
		Example: "  parley officer passkey lea.passkey --origin http://localhost:7480 --verified\n" +
			"  parley officer passkey lea.passkey --origin https://desk.north.example:7480 --rp-id north.example \\\n" +
			"      --listen 127.0.0.1:7480 --cert desk.pem --cert-key desk.key\n" +
			"  parley officer passkey --cose duty-2.cose --rp-id desk.north.example --origin https://desk.north.example > duty-2.pub",
		Args: arguments(0, 1, "the file to make"),
		RunE: func(cmd *cobra.Command, args []string) error {
			extra.Verified, extra.Backup = verified, backup
			if (cose == "") == (len(args) == 0) {
				return parley.Errorf(parley.CodeUsage, "name the file to make, or with --cose that with the COSE_Key of a passkey that was made elsewhere")
			}
			k, err := at.passkey(cmd, cose, args, &extra)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), officerKeyLine(k))
			return err
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&cose, "cose", "", "file with the credential's public key, a COSE_Key of ES256 or EdDSA")
	fl.StringVar(&extra.RPID, "rp-id", "", "relying party id: a host name (default localhost, where FILE is made)")
	fl.StringSliceVar(&extra.Origins, "origin", nil, "page in which the passkey may be asked; give it once for each; it is asked in the first")
	fl.BoolVar(&verified, "verified", false, "ask that the device has verified its user by PIN or by body")
	fl.BoolVar(&backup, "backup", false, "allow a passkey that its maker copies to other devices")
	fl.StringVar(&at.Listen, "listen", "", "address at which an https page is served")
	fl.StringVar(&at.Cert, "cert", "", "file of its certificate, PEM")
	fl.StringVar(&at.CertKey, "cert-key", "", "file of the certificate's key, PEM")
	return cmd
}

// passkey takes a passkey that was made elsewhere, or has one made and writes its file.
func (at deskPlace) passkey(cmd *cobra.Command, cose string, args []string, extra *officer.Extra) (k officer.Key, err error) {
	if cose != "" {
		b, err := readFile(cose, maxKeyText)
		k = officer.Key{Kind: officer.KindPasskey, Public: b, Extra: extra}
		if err == nil {
			err = k.Check()
		}
		return k, err
	}
	if extra.RPID == "" {
		extra.RPID = "localhost"
	}
	if len(extra.Origins) == 0 {
		return k, parley.Errorf(parley.CodeUsage, "say with --origin where the page is served, http://localhost:7480 for example")
	}
	d, err := at.desk(extra.Origins[0])
	if err != nil {
		return k, err
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), deskPatience)
	defer cancel()
	p, err := d.Enrol(ctx, "officer of this party", *extra)
	if err != nil {
		return k, err
	}
	return p.Key, at.write(args[0], p)
}
