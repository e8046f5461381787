#include "diagnosis/served.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "attempt/trace_view.h"
#include "diagnosis/listing.h"
#include "diagnosis/served_reasons.h"

namespace shakedown::diagnosis {
namespace {

using attempt::PathProblem;
using attempt::ServedConnection;
using attempt::Side;
using tls::AlertDescription;

constexpr std::array<std::pair<ServedOutcome, const char*>, 10> kOutcomes = {{
    {ServedOutcome::kPresented, "presented"},
    {ServedOutcome::kUnfit, "unfit"},
    {ServedOutcome::kNothing, "nothing"},
    {ServedOutcome::kEnded, "ended"},
    {ServedOutcome::kDistrusts, "distrusts"},
    {ServedOutcome::kDeclined, "declined"},
    {ServedOutcome::kNotAsked, "not-asked"},
    {ServedOutcome::kNoHandshake, "no-handshake"},
    {ServedOutcome::kNotTls, "not-tls"},
    {ServedOutcome::kSilent, "silent"},
}};

constexpr std::array<std::pair<PathProblem, const char*>, 17> kCauses = {{
    {PathProblem::kUnknownIssuer, "certificate.untrusted-issuer"},
    {PathProblem::kMissingIntermediate, "certificate.missing-intermediate"},
    {PathProblem::kSelfSignedLeaf, "certificate.self-signed"},
    {PathProblem::kSelfSignedInChain, "certificate.untrusted-issuer"},
    {PathProblem::kIncompleteTrust, "server.misconfigured-trust"},
    {PathProblem::kBadSignature, "certificate.untrusted-issuer"},
    {PathProblem::kExpired, "certificate.expired"},
    {PathProblem::kNotYetValid, "certificate.not-yet-valid"},
    {PathProblem::kWrongPurpose, "certificate.wrong-purpose"},
    {PathProblem::kNotACa, "certificate.unsupported-shape"},
    {PathProblem::kTooDeep, "certificate.too-deep"},
    {PathProblem::kRevoked, "certificate.revoked"},
    {PathProblem::kCrlMissing, "certificate.revocation-unknown"},
    {PathProblem::kCrlExpired, "certificate.revocation-unknown"},
    {PathProblem::kWeak, "certificate.weak"},
    {PathProblem::kUnsupportedShape, "certificate.unsupported-shape"},
    {PathProblem::kOther, "certificate.untrusted-issuer"},
}};

const char* CauseOf(PathProblem problem) {
  for (const auto& [value, id] : kCauses) {
    if (value == problem) return id;
  }
  return "certificate.untrusted-issuer";
}

/// Alerts with which a client refuses the server's certificate.
bool IsAboutServerCertificate(AlertDescription alert) {
  switch (alert) {
    case AlertDescription::kBadCertificate:
    case AlertDescription::kUnsupportedCertificate:
    case AlertDescription::kCertificateRevoked:
    case AlertDescription::kCertificateExpired:
    case AlertDescription::kCertificateUnknown:
    case AlertDescription::kUnknownCa: return true;
    default: return false;
  }
}

/// What is read off the trace once.
struct View {
  const ServedConnection& connection;
  std::vector<attempt::RequestSeen> requests;
  std::optional<bool> sent;
  attempt::Found<attempt::AlertSeen> client_alert;
  attempt::Found<attempt::AlertSeen> server_alert;
  attempt::Found<attempt::HandshakeReturned> returned;
  attempt::Found<attempt::PeerClosed> closed;

  explicit View(const ServedConnection& c)
      : connection(c),
        requests(attempt::CertificateRequests(c.trace)),
        sent(attempt::ClientCertificateSent(c.trace)),
        client_alert(attempt::FatalAlert(c.trace, Side::kClient)),
        server_alert(attempt::FatalAlert(c.trace, Side::kServer)),
        returned(attempt::First<attempt::HandshakeReturned>(c.trace)),
        closed(attempt::Last<attempt::PeerClosed>(c.trace)) {}

  bool Through() const { return returned && returned->ok; }
  bool Late() const {
    return !requests.empty() && requests.back().when != attempt::RequestTime::kHandshake;
  }
  bool ProofFailed() const {
    return server_alert && server_alert->description == AlertDescription::kDecryptError;
  }
};

/// A request that came after the client's last Certificate is not answered.
bool Answered(const View& view) {
  const auto certificate = attempt::ClientCertificate(view.connection.trace);
  return certificate && (view.requests.empty() || certificate.number > view.requests.back().number);
}

ServedOutcome OutcomeWithoutAnswer(const View& view) {
  if (view.Late()) return ServedOutcome::kDeclined;
  if (view.client_alert && IsAboutServerCertificate(view.client_alert->description)) {
    return ServedOutcome::kDistrusts;
  }
  if (!view.requests.empty()) return ServedOutcome::kEnded;
  return view.Through() ? ServedOutcome::kNotAsked : ServedOutcome::kNoHandshake;
}

ServedOutcome OutcomeOf(const View& view) {
  const ServedConnection& connection = view.connection;
  if (attempt::First<attempt::NotTls>(connection.trace)) return ServedOutcome::kNotTls;
  if (attempt::HelloOf(connection) == nullptr) return ServedOutcome::kSilent;
  if (!Answered(view)) return OutcomeWithoutAnswer(view);
  if (view.sent != true) return ServedOutcome::kNothing;
  const bool unfit = view.ProofFailed() || (connection.path && !connection.path->trusted);
  // An alert of the client after its own certificate: it changed its mind about ours.
  if (!view.Through() && view.client_alert) return ServedOutcome::kEnded;
  return unfit ? ServedOutcome::kUnfit : ServedOutcome::kPresented;
}

std::string Chain(const ServedConnection& connection) {
  if (connection.chain.empty()) return "a certificate";
  const size_t more = connection.chain.size() - 1;
  std::string text = NameText(connection.chain.front().subject);
  if (more == 0) return text + " alone";
  return text + fmt::format(" with {} intermediate{}", more, more == 1 ? "" : "s");
}

std::string EndText(const View& view) {
  if (view.client_alert) {
    return fmt::format("ended it with the alert {}", tls::Name(view.client_alert->description));
  }
  if (attempt::Last<attempt::DeadlineHit>(view.connection.trace)) return "did not go on";
  if (view.closed && view.closed->how == attempt::PeerClosed::How::kReset) {
    return "reset the connection";
  }
  return "closed the connection without an alert";
}

std::string SummaryOf(const View& view, ServedOutcome outcome, const std::string& who) {
  switch (outcome) {
    case ServedOutcome::kPresented: return "it sent " + Chain(view.connection);
    case ServedOutcome::kUnfit:
      return "it sent " + Chain(view.connection) + ", which a server refuses";
    case ServedOutcome::kNothing: return who + " was asked and presented nothing";
    case ServedOutcome::kEnded: return who + " was asked for a certificate and " + EndText(view);
    case ServedOutcome::kDistrusts:
      return who + " refuses this server's certificate: it " + EndText(view);
    case ServedOutcome::kDeclined:
      return who + " did not answer the request after the handshake: it " + EndText(view);
    case ServedOutcome::kNotAsked: return who + " was not asked for a certificate";
    case ServedOutcome::kNoHandshake: {
      if (!view.server_alert) return "no handshake: the client " + EndText(view);
      return fmt::format("no handshake: this server refused with the alert {}",
                         tls::Name(view.server_alert->description));
    }
    case ServedOutcome::kNotTls: return "spoke something other than TLS";
    case ServedOutcome::kSilent: return "connected and sent no ClientHello";
  }
  return {};
}

void AddPathReasons(const ServedConnection& connection, ServedDiagnosis* diagnosis) {
  if (!connection.path) return;
  for (const attempt::PathFinding& finding : connection.path->findings) {
    Finding& reason =
        AddReason(diagnosis, CauseOf(finding.problem), Certainty::kCertain, finding.detail);
    if (const CauseInfo* info = FindCause(reason.id)) reason.explanation = info->meaning;
  }
}

void AddProofReason(const View& view, ServedDiagnosis* diagnosis) {
  if (!view.ProofFailed()) return;
  Finding& reason =
      AddReason(diagnosis, "certificate.proof-failed", Certainty::kCertain,
                "the signature in CertificateVerify does not fit the certificate that was sent");
  reason.evidence.push_back({"this server's alert decrypt_error", 0, view.server_alert.number});
  reason.fixes = {"configure the key that belongs to the certificate"};
}

/// The leaf came alone and cannot be linked: Chromium does that for an empty list.
void AddLeafAloneHint(const View& view, ServedDiagnosis* diagnosis) {
  const auto& path = view.connection.path;
  if (view.connection.chain.size() != 1 || !path || path->trusted || view.requests.empty()) return;
  const bool list_empty = view.requests.back().request->ca_names.empty();
  const bool trims = std::ranges::any_of(diagnosis->clients, [](const ClientFit& fit) {
    return fit.id.starts_with("chromium") || fit.id == "electron";
  });
  if (!list_empty || !trims) return;
  AddReason(diagnosis, "server.empty-ca-list", Certainty::kLikely,
            "Chromium attaches only the intermediates on the way to a listed name: with an empty "
            "list the leaf goes out alone")
      .fixes = {
      "list the root's name (--client-ca), or put the intermediate into the server's trust "
      "file"};
}

void AddDistrustReason(const View& view, ServedDiagnosis* diagnosis) {
  const AlertDescription alert = view.client_alert->description;
  const bool expired = alert == AlertDescription::kCertificateExpired;
  Finding& reason =
      AddReason(diagnosis, expired ? "server-certificate.expired" : "server-certificate.untrusted",
                Certainty::kLikely,
                fmt::format("the client's alert {} is about this server's certificate: it does not "
                            "trust its CA, or the name is another",
                            tls::Name(alert)));
  reason.evidence.push_back({"the client's alert", 0, view.client_alert.number});
  reason.fixes = {
      "let the client trust this server's CA ('--save-ca FILE' writes it), and connect "
      "to a name in the certificate ('--server-name NAME')"};
}

void AddNotAskedReason(const View& view, ServedDiagnosis* diagnosis) {
  if (attempt::Resumed(view.connection.trace)) {
    AddReason(diagnosis, "server.resumed-session", Certainty::kCertain,
              "the session was resumed, and with it the answer of its first handshake")
        .fixes = {"leave tickets off while you look for the cause (--tickets turned them on)"};
    return;
  }
  const tls::ClientHello* hello = attempt::HelloOf(view.connection);
  const bool tls13 = attempt::NegotiatedVersion(view.connection.trace) == tls::Version::kTls13;
  if (view.connection.late && tls13 && !hello->post_handshake_auth &&
      view.connection.status == 403) {
    AddReason(
        diagnosis, "server.late-request", Certainty::kCertain,
        "the ClientHello lacks post_handshake_auth: in TLS 1.3 this client can never be asked "
        "after the handshake")
        .fixes = {"ask in the first handshake, on a host name of its own if need be"};
    return;
  }
  AddReason(diagnosis, "server.no-request", Certainty::kCertain,
            view.connection.late ? "this path asks for no certificate"
                                 : "this server is told not to ask (--behave none)");
}

void AddDeclinedReason(const View& view, ServedDiagnosis* diagnosis) {
  Finding& reason = AddReason(
      diagnosis, "server.late-request", Certainty::kCertain,
      view.requests.back().when == attempt::RequestTime::kPostHandshake
          ? "the client offered post-handshake authentication and did not answer the request"
          : "the client does not renegotiate");
  if (view.client_alert) {
    reason.evidence.push_back({"the client's alert", 0, view.client_alert.number});
  }
  reason.fixes = {"ask in the first handshake, on a host name of its own if need be"};
}

void AddNoHandshakeReason(const View& view, ServedDiagnosis* diagnosis) {
  if (!view.server_alert) {
    if (!view.client_alert) return;
    AddReason(diagnosis, "undetermined", Certainty::kPossible,
              fmt::format("the client's alert {} came before a certificate mattered",
                          tls::Name(view.client_alert->description)));
    return;
  }
  switch (view.server_alert->description) {
    case AlertDescription::kProtocolVersion:
      AddReason(diagnosis, "path.no-common-version", Certainty::kCertain,
                "the client offers no version of TLS that this server speaks");
      break;
    case AlertDescription::kNoApplicationProtocol:
      AddReason(diagnosis, "path.no-common-alpn", Certainty::kCertain,
                "the client offers no protocol that this server speaks (HTTP/1.1)");
      break;
    case AlertDescription::kHandshakeFailure:
      AddReason(diagnosis, "path.no-common-cipher", Certainty::kLikely,
                "client and server have no cipher suite, group or signature algorithm in common");
      break;
    default:
      AddReason(diagnosis, "undetermined", Certainty::kPossible,
                fmt::format("the ClientHello was refused with the alert {}",
                            tls::Name(view.server_alert->description)));
  }
}

void AddReasons(const ServedCase& served, const View& view, ServedDiagnosis* diagnosis) {
  switch (diagnosis->outcome) {
    case ServedOutcome::kPresented:
    case ServedOutcome::kUnfit:
      AddProofReason(view, diagnosis);
      AddPathReasons(view.connection, diagnosis);
      AddLeafAloneHint(view, diagnosis);
      return;
    case ServedOutcome::kNothing:
    case ServedOutcome::kEnded:
      if (!view.requests.empty()) {
        AddWithholdingReasons(
            {&served, &diagnosis->clients, view.requests.back(), diagnosis->outcome}, diagnosis);
      }
      return;
    case ServedOutcome::kDistrusts: AddDistrustReason(view, diagnosis); return;
    case ServedOutcome::kDeclined: AddDeclinedReason(view, diagnosis); return;
    case ServedOutcome::kNotAsked: AddNotAskedReason(view, diagnosis); return;
    case ServedOutcome::kNoHandshake: AddNoHandshakeReason(view, diagnosis); return;
    case ServedOutcome::kNotTls:
      AddReason(diagnosis, "path.plain-http", Certainty::kLikely,
                "the first octets are not TLS: repeat it with https")
          .fixes = {"use https:// in the client's URL"};
      return;
    case ServedOutcome::kSilent: return;
  }
}

}  // namespace

const char* ToString(ServedOutcome outcome) {
  for (const auto& [value, name] : kOutcomes) {
    if (value == outcome) return name;
  }
  return "silent";
}

std::optional<ServedOutcome> ServedOutcomeFromName(std::string_view name) {
  for (const auto& [value, text] : kOutcomes) {
    if (name == text) return value;
  }
  return std::nullopt;
}

const char* ToString(Variation variation) {
  switch (variation) {
    case Variation::kNone: return "as configured";
    case Variation::kEmptyList: return "empty CA list";
    case Variation::kIssuers: return "issuers listed";
    case Variation::kOtherEncoding: return "names in the other encoding";
    case Variation::kAllSchemes: return "all algorithms";
    case Variation::kTls12: return "TLS 1.2 only";
    case Variation::kTls13: return "TLS 1.3 only";
  }
  return "as configured";
}

ServedDiagnosis DiagnoseServed(const ServedCase& served) {
  const ServedConnection& connection = *served.connection;
  const View view(connection);
  ServedDiagnosis diagnosis;
  diagnosis.outcome = OutcomeOf(view);
  if (const tls::ClientHello* hello = attempt::HelloOf(connection)) {
    diagnosis.clients = FitClients(*hello, connection.http ? &*connection.http : nullptr);
  }
  diagnosis.summary = SummaryOf(view, diagnosis.outcome, ClientText(diagnosis.clients));
  AddReasons(served, view, &diagnosis);
  return diagnosis;
}

}  // namespace shakedown::diagnosis
