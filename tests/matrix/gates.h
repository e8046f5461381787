// The tables behind AllGates(), by product.
#pragma once

#include "tests/matrix/gate.h"

namespace shakedown::matrix {

std::vector<Gate> NginxGates();
std::vector<Gate> ApacheGates();
std::vector<Gate> HaproxyGates();
/// nginx, HAProxy and Apache httpd in front of nginx.
std::vector<Gate> FrontGates();
/// stunnel, lighttpd, s_server, Python, mosquitto: OpenSSL's verifier and its alerts.
std::vector<Gate> OpensslGates();
/// PostgreSQL, Redis, Dovecot, OpenLDAP: protocols other than HTTP.
std::vector<Gate> ProtocolGates();
/// Go, Caddy, Java, Node, GnuTLS: one word for everything, or none.
std::vector<Gate> OtherGates();

/// The same gate under another name, reached in another way.
Gate Reached(Gate gate, std::string name, Approach approach);

/// Clients enough where the answer does not depend on the certificate.
inline const std::set<Client> kFew = {Client::kNone, Client::kGood, Client::kUntrusted,
                                      Client::kP256};

}  // namespace shakedown::matrix
