// Reads annotation values (a JSON array of strings) and prints what Go itself makes of each: encoding/json into []string, net.ParseIP and net.ParseCIDR of each item.
package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
)

type answer struct {
	Items []string  `json:"items,omitempty"`
	IPs   []*string `json:"ips,omitempty"`
	CIDRs []*string `json:"cidrs,omitempty"`
	Error string    `json:"error,omitempty"`
}

func main() {
	var values []string
	if err := json.NewDecoder(os.Stdin).Decode(&values); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	answers := make([]answer, len(values))
	for i, value := range values {
		var items []string
		if err := json.Unmarshal([]byte(value), &items); err != nil {
			answers[i].Error = err.Error()
			continue
		}
		answers[i].Items = items
		for _, item := range items {
			var text *string
			if ip := net.ParseIP(item); ip != nil {
				canonical := ip.String()
				text = &canonical
			}
			answers[i].IPs = append(answers[i].IPs, text)

			var cidr *string
			if _, network, err := net.ParseCIDR(item); err == nil {
				canonical := network.String()
				cidr = &canonical
			}
			answers[i].CIDRs = append(answers[i].CIDRs, cidr)
		}
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	if err := out.Encode(answers); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
