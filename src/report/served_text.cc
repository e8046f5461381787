#include "report/served_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "attempt/trace_view.h"
#include "core/text.h"
#include "diagnosis/key_fit.h"
#include "diagnosis/listing.h"
#include "report/layout.h"
#include "report/narrative.h"

namespace shakedown::report {
namespace {

using attempt::ServedConnection;
using diagnosis::Finding;
using diagnosis::ServedOutcome;
using Facts = std::vector<std::pair<std::string, std::string>>;

constexpr size_t kClientsShown = 3;
constexpr size_t kReasonsShown = 4;
constexpr size_t kLabel = 10;

/// Appends with the label of a list: only its first entry has one.
void Add(Facts& facts, const char* label, const std::string& value) {
  const bool again =
      std::ranges::any_of(facts, [label](const auto& fact) { return fact.first == label; });
  if (!value.empty()) facts.emplace_back(again ? "" : label, Printable(value));
}

template <typename T>
std::string NamesOf(const std::vector<T>& values, std::string_view separator = ", ") {
  std::vector<std::string> names;
  for (const T value : values) names.push_back(tls::Name(value));
  return Joined(names, separator);
}

void AddClient(const run::ServedEvent& event, bool everything, Facts& facts) {
  const auto& clients = event.diagnosis.clients;
  const size_t shown = everything ? clients.size() : std::min(clients.size(), kClientsShown);
  std::string because;
  for (size_t i = 0; i < shown; ++i) {
    const std::string reason = clients[i].because == because ? "" : ": " + clients[i].because;
    Add(facts, "Client",
        fmt::format("{} ({}){}", clients[i].name, diagnosis::ToString(clients[i].certainty),
                    reason));
    because = clients[i].because;
  }
  if (shown < clients.size()) {
    Add(facts, "Client", fmt::format("or one of {} others", clients.size() - shown));
  }
  if (event.diagnosis.clients.empty() && !event.ja4.empty()) {
    Add(facts, "Client", "none that is known");
  }
}

void AddHello(const run::ServedEvent& event, bool everything, Facts& facts) {
  const tls::ClientHello* hello = attempt::HelloOf(event.connection);
  if (hello == nullptr) return;
  std::vector<tls::Version> versions = hello->supported_versions;
  if (versions.empty()) versions = {hello->legacy_version};
  std::erase_if(versions, [](tls::Version version) {
    return version < tls::Version::kSsl30 || version > tls::Version::kTls13;
  });
  Add(facts, "Hello",
      fmt::format("{}; server name {}; ALPN {}; {}post-handshake authentication", NamesOf(versions),
                  hello->server_name.empty() ? "none" : ElideEnd(Printable(hello->server_name), 80),
                  hello->alpn.empty() ? "none" : ElideEnd(Joined(hello->alpn, " "), 80),
                  hello->post_handshake_auth ? "" : "no "));
  Add(facts, "Hello", "JA4 " + event.ja4);
  if (!everything) return;
  Add(facts, "Hello", "signs with " + NamesOf(hello->signature_algorithms));
}

void AddAsked(const ServedConnection& connection, bool everything, Facts& facts) {
  const auto requests = attempt::CertificateRequests(connection.trace);
  if (requests.empty()) return;
  const tls::CertificateRequest& request = *requests.back().request;
  const std::string names =
      request.ca_names.empty() ? "no CA names" : "CA names " + diagnosis::ListNames(request);
  std::string text = connection.request_name + ": " + names;
  if (requests.back().when != attempt::RequestTime::kHandshake) {
    text += fmt::format(" ({})", attempt::ToString(requests.back().when));
  }
  Add(facts, "Asked", text);
  Add(facts, "Asked",
      "algorithms " + (everything ? NamesOf(request.signature_algorithms)
                                  : diagnosis::ListSchemes(request.signature_algorithms)));
}

void AddSent(const ServedConnection& connection, Facts& facts) {
  for (const attempt::CertificateFacts& certificate : connection.chain) {
    Add(facts, "Sent",
        fmt::format("{}, issued by {}, {} to {}, {}", diagnosis::NameText(certificate.subject),
                    diagnosis::NameText(certificate.issuer),
                    FormatUtc(certificate.not_before).substr(0, 10),
                    FormatUtc(certificate.not_after).substr(0, 10),
                    attempt::ToText(certificate.key)));
  }
  const auto verify = attempt::FirstMessage(connection.trace, attempt::Side::kClient,
                                            tls::HandshakeType::kCertificateVerify);
  const auto* body = verify ? std::get_if<tls::CertificateVerify>(&verify->body) : nullptr;
  if (body != nullptr && body->algorithm) {
    Add(facts, "Sent", "signed with " + tls::Name(*body->algorithm));
  }
  if (connection.chain.empty()) return;
  if (!connection.path) {
    Add(facts, "Checked", "against nothing: no CA file was given (--client-ca)");
  } else if (connection.path->trusted) {
    Add(facts, "Checked", "the chain holds");
  }
}

std::string FindingText(const Finding& finding) {
  return fmt::format("{} ({}): {}", finding.id, diagnosis::ToString(finding.certainty),
                     finding.summary);
}

void AddReasons(const run::ServedEvent& event, bool everything, Facts& facts) {
  const auto& reasons = event.diagnosis.reasons;
  const bool defects = event.diagnosis.outcome == ServedOutcome::kPresented ||
                       event.diagnosis.outcome == ServedOutcome::kUnfit;
  const size_t shown =
      everything || defects ? reasons.size() : std::min(reasons.size(), kReasonsShown);
  for (size_t i = 0; i < shown; ++i) {
    Add(facts, defects ? "Problem" : "Why",
        (!defects && i > 0 ? "or " : "") + FindingText(reasons[i]));
  }
  if (!reasons.empty()) {
    for (const std::string& fix : reasons.front().fixes) Add(facts, "Fix", fix);
  }
}

void AddExperiments(const run::ServedEvent& event, Facts& facts) {
  if (event.settled) {
    Add(facts, "Settled",
        fmt::format("the request '{}' made the certificate come",
                    diagnosis::ToString(event.settled->variation)));
    Add(facts, "Settled", FindingText(event.settled->cause));
    return;
  }
  if (event.exhausted) {
    Add(facts, "Tried", "every change of the request: none made a certificate come");
    return;
  }
  if (event.next) {
    Add(facts, "Next",
        fmt::format("this client's next connection meets the request '{}'",
                    diagnosis::ToString(*event.next)));
    return;
  }
  for (const diagnosis::Experiment& experiment : event.diagnosis.experiments) {
    Add(facts, "Settle", experiment.text);
  }
}

Tone ToneOf(const run::ServedEvent& event) {
  switch (event.diagnosis.outcome) {
    case ServedOutcome::kPresented: return Tone::kGood;
    case ServedOutcome::kNotAsked:
    case ServedOutcome::kSilent: return Tone::kMuted;
    case ServedOutcome::kNotTls:
    case ServedOutcome::kNoHandshake: return Tone::kBroken;
    default: return Tone::kBad;
  }
}

std::string AnswerText(const ServedConnection& connection) {
  if (connection.status > 0) return fmt::format(", answered {}", connection.status);
  const auto alert = attempt::FatalAlert(connection.trace, attempt::Side::kServer);
  return alert ? fmt::format(", refused with alert {}", tls::Name(alert->description)) : "";
}

}  // namespace

std::string ServedHeadline(const run::ServedEvent& event) {
  return Printable(event.diagnosis.summary);
}

Facts ServedFacts(const run::ServedEvent& event, bool everything) {
  Facts facts;
  AddClient(event, everything, facts);
  AddHello(event, everything, facts);
  if (event.connection.http) {
    Add(facts, "Request",
        fmt::format("{} {}", event.connection.http->method, event.connection.http->path));
  }
  AddAsked(event.connection, everything, facts);
  AddSent(event.connection, facts);
  AddReasons(event, everything, facts);
  AddExperiments(event, facts);
  return facts;
}

std::string ServedBlock(const run::ServedEvent& event, const ServedTextOptions& options) {
  const ServedConnection& connection = event.connection;
  std::string version;
  if (const auto negotiated = attempt::NegotiatedVersion(connection.trace)) {
    version = ", " + tls::Name(*negotiated);
  }
  std::string text =
      fmt::format("Connection {} from {}{}{}\n", connection.number,
                  Printable(attempt::ToText(connection.client)), version, AnswerText(connection));
  const std::string outcome = diagnosis::ToString(event.diagnosis.outcome);
  const std::string first = "  " + outcome + ": ";
  std::string headline = Block(first, ServedHeadline(event), options.columns);
  headline.replace(2, outcome.size(), options.paint(ToneOf(event), outcome));
  text += headline;
  for (const auto& [label, value] : ServedFacts(event, options.everything)) {
    const std::string padded = label + std::string(kLabel - std::min(kLabel, label.size()), ' ');
    text += Block("  " + padded, value, options.columns);
  }
  if (!options.everything) return text;
  for (const std::string& line : LadderLines(Ladder(connection.trace), options.columns - 2)) {
    text += "  " + line + '\n';
  }
  return text;
}

std::string ServedLine(const run::ServedEvent& event) {
  std::string text = fmt::format("{} {} {}: {}{}", event.connection.number,
                                 Printable(attempt::ToText(event.connection.client)),
                                 diagnosis::ToString(event.diagnosis.outcome),
                                 ServedHeadline(event), AnswerText(event.connection));
  if (event.settled) {
    text += "; settled: " + Printable(event.settled->cause.id);
  } else if (!event.diagnosis.reasons.empty()) {
    text += "; " + Printable(event.diagnosis.reasons.front().id);
  }
  return text + '\n';
}

}  // namespace shakedown::report
