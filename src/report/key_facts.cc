// The facts of one handshake that people compare between runs, as dotted names.
#include <fmt/format.h>

#include "attempt/trace_view.h"
#include "core/text.h"
#include "report/layout.h"
#include "report/narrative.h"

namespace shakedown::report {
namespace {

using Facts = std::vector<std::pair<std::string, std::string>>;

constexpr size_t kValueCharacters = 300;

void Add(Facts& facts, const char* name, std::string_view value) {
  if (!value.empty()) facts.emplace_back(name, ElideMiddle(Printable(value), kValueCharacters));
}

void AddConnection(const attempt::Attempt& attempt, Facts& facts) {
  Add(facts, "target.url", attempt::ToUrl(attempt.spec.target));
  if (const auto connected = attempt::Last<attempt::Connected>(attempt.trace)) {
    Add(facts, "target.address", attempt::ToText({connected->address, connected->port}));
  }
  const std::string sni = attempt::EffectiveSni(attempt.spec);
  Add(facts, "tls.sni", sni.empty() ? "(none sent)" : sni);
}

void AddSession(const attempt::HandshakeTrace& trace, Facts& facts) {
  if (const auto version = attempt::NegotiatedVersion(trace)) {
    Add(facts, "tls.version", tls::Name(*version));
  }
  const auto returned = attempt::First<attempt::HandshakeReturned>(trace);
  if (!returned) return;
  Add(facts, "tls.cipher", returned->cipher);
  Add(facts, "tls.group", returned->group);
  Add(facts, "tls.alpn", returned->alpn);
  if (returned->ok) Add(facts, "tls.resumed", returned->resumed ? "yes" : "no");
}

void AddVerdict(const attempt::HandshakeTrace& trace, Facts& facts) {
  auto alert = attempt::FatalAlert(trace, attempt::Side::kServer);
  if (!alert) alert = attempt::FatalAlert(trace, attempt::Side::kClient);
  if (alert) {
    Add(facts, "tls.alert",
        fmt::format("{}({}) from {}, {}", tls::Name(alert->description),
                    static_cast<int>(alert->description), attempt::ToString(alert->from),
                    attempt::ToString(alert->phase)));
  }
  if (const auto reply = attempt::Last<attempt::HttpReply>(trace)) {
    Add(facts, "http.status", std::to_string(reply->status));
    Add(facts, "http.server", attempt::Header(*reply, "Server"));
  }
  if (const auto answer = attempt::Last<attempt::ApplicationReply>(trace)) {
    Add(facts, "application.protocol", answer->protocol);
    Add(facts, "application.code", answer->code);
    Add(facts, "application.text", answer->text);
  }
}

void AddCertificate(const char* side, const attempt::CertificateFacts& leaf, Facts& facts) {
  const std::string prefix = fmt::format("cert.{}.", side);
  const auto add = [&](const char* name, const std::string& value) {
    Add(facts, (prefix + name).c_str(), value);
  };
  const std::string subject = tls::ToText(leaf.subject);
  add("subject", subject.empty() ? "(empty name)" : subject);
  add("issuer", tls::ToText(leaf.issuer));
  add("not_before", FormatUtc(leaf.not_before));
  add("not_after", FormatUtc(leaf.not_after));
  add("key", attempt::ToText(leaf.key));
  add("sha256", leaf.sha256);
}

}  // namespace

Facts KeyFacts(const attempt::Attempt& attempt) {
  Facts facts;
  AddConnection(attempt, facts);
  AddSession(attempt.trace, facts);
  AddVerdict(attempt.trace, facts);
  if (!attempt.identity.chain.empty()) {
    AddCertificate("client", attempt.identity.chain.front(), facts);
  }
  const auto server = attempt::Last<attempt::ServerChecked>(attempt.trace);
  if (server && !server->chain.empty()) AddCertificate("server", server->chain.front(), facts);
  return facts;
}

}  // namespace shakedown::report
