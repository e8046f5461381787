// One diagnosis as a report holds it (schema shakedown.diagnosis/1), read back into plain values:
// what HTML, Markdown and the other renderings of a report are made from. All text is printable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "report/narrative.h"

namespace shakedown::report::model {

struct Certificate {
  std::string subject, issuer;  ///< RFC 4514
  std::string serial, key, signature_algorithm, sha256;
  std::string not_before, not_after;  ///< "2026-11-20T10:15:30Z"; such text compares as time does
  std::optional<bool> self_signed;    ///< its own key verifies it
  /// The key of the issuer's certificate verifies it; absent: that was not at hand.
  std::optional<bool> signature_verified;
  std::optional<bool> is_ca;
  std::string subject_key_id, authority_key_id;  ///< hex
  std::vector<std::string> extended_key_usage, subject_alt_names;
  /// "listed", "other-encoding" or "not-listed": its issuer among the CA names of the request;
  /// empty if that is not known.
  std::string issuer_in_request;
};

struct CaName {
  std::string dn;
  std::string der;  ///< hex
};

struct DecodeProblem {
  std::string field, kind, detail;
  uint64_t offset = 0;
};

struct CertificateRequest {
  std::string when;  ///< "handshake", "renegotiation", "post-handshake"
  std::optional<uint64_t> event;
  std::vector<std::string> certificate_types, signature_algorithms, signature_algorithms_cert;
  std::vector<CaName> ca_names;
  std::vector<DecodeProblem> decode_errors;
  Bytes raw;  ///< the whole message; empty if the report does not hold it
};

/// One defect of the presented chain against the CA file of the server.
struct PathFinding {
  std::string problem, detail;
  uint64_t depth = 0;  ///< 0 is the leaf
};
struct PathCheck {
  bool trusted = false;
  std::vector<PathFinding> findings;
};

struct ClientCertificate {
  bool sent = false;
  std::vector<Certificate> chain;     ///< as sent, leaf first
  std::vector<Certificate> withheld;  ///< at hand, not sent
  std::optional<PathCheck> path;      ///< only if the server's CA file is known
};

struct ServerCertificate {
  std::vector<Certificate> chain;
  std::optional<bool> trusted;  ///< absent: there was nothing to check against
  std::optional<bool> name_matches;
  std::string problem;
};

struct Alert {
  uint64_t code = 0;
  std::string name, from, phase;
};

struct HttpAnswer {
  uint64_t status = 0;
  std::string reason, title;
  std::vector<std::pair<std::string, std::string>> headers;
};

struct Event {
  double t_ms = 0;
  std::string from, what, detail;
  std::optional<uint64_t> bytes;
};

struct Handshake {
  std::string purpose, identity, sni;
  std::string version, cipher, group, alpn;
  std::optional<bool> resumed;
  std::optional<CertificateRequest> request;
  std::optional<ClientCertificate> client;
  std::optional<ServerCertificate> server;
  std::optional<Alert> alert;
  std::optional<HttpAnswer> http;
  std::string closed;
  std::vector<Event> events;
  std::vector<Rung> ladder;
};

struct Evidence {
  std::string text;
  std::optional<uint64_t> event;      ///< index into `events`
  std::optional<uint64_t> handshake;  ///< index into `handshakes`; absent if there is one
};

struct Finding {
  std::string id, certainty, fault, summary, explanation;
  std::vector<Evidence> evidence;
  std::vector<std::string> fixes;
};

/// What one client stack would have done.
struct ClientPrediction {
  std::string id, would_send, because;
};

/// A follow-up handshake: what it was to settle and what it showed.
struct Probe {
  std::string id, question, answer;
  uint64_t handshake = 0;
};

struct Target {
  std::string url, host, address, sni;
  uint64_t port = 0;
};

struct Diagnosis {
  std::optional<Target> target;
  std::string outcome, enforcement, layer, stage, observed;
  std::optional<Finding> cause;
  std::vector<Finding> alternatives;
  uint64_t subject = 0;  ///< index of the handshake that is explained
  std::vector<Handshake> handshakes;
  std::vector<ClientPrediction> clients;
  std::vector<std::string> notes;
  /// The two names or numbers that disagree, side by side: label and value.
  std::vector<std::pair<std::string, std::string>> contrast;
  std::string as_profile;
  std::vector<Probe> probes;
  std::vector<std::string> next_steps;

  /// The handshake that is explained; null if the report has none.
  const Handshake* explained() const {
    return subject < handshakes.size() ? &handshakes[subject] : nullptr;
  }
};

}  // namespace shakedown::report::model
