// The client refused the server: our own side's fatal alert about the server's certificate.
#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

using tls::AlertDescription;

/// What our check says about the server's certificate, if the client refused it by alert.
const attempt::ServerChecked* Refused(const Case& c) {
  if (c.verdict.ending != Ending::kClientAlert) return nullptr;
  switch (c.verdict.alert->description) {
    case AlertDescription::kUnknownCa:
    case AlertDescription::kBadCertificate:
    case AlertDescription::kCertificateExpired:
    case AlertDescription::kCertificateUnknown: break;
    default: return nullptr;
  }
  const auto checked = attempt::Last<attempt::ServerChecked>(c.trace());
  return checked && checked->checked ? checked.event : nullptr;
}

Finding Tell(const Case& c, std::string summary, std::string fix) {
  const auto checked = attempt::Last<attempt::ServerChecked>(c.trace());
  Draft draft(c, Certainty::kCertain);
  draft.Summary(std::move(summary))
      .Explain(
          "The refusal is the other way round: the client ended the handshake because of the "
          "server's certificate, before its own was judged.");
  if (!checked->problem.empty()) {
    draft.Show("our check: " + ElideEnd(Printable(checked->problem), 160), checked.number);
  }
  draft.ShowVerdict().Fix(std::move(fix));
  return draft.Done();
}

}  // namespace

std::optional<Finding> ServerCertificateExpired(const Case& c) {
  const attempt::ServerChecked* checked = Refused(c);
  if (checked == nullptr || !checked->expired) return std::nullopt;
  return Tell(c, "the client refused the server's certificate: it is outside its validity",
              "renew the server's certificate, and compare the clocks");
}

std::optional<Finding> ServerCertificateUntrusted(const Case& c) {
  const attempt::ServerChecked* checked = Refused(c);
  if (checked == nullptr || checked->trusted || checked->expired) return std::nullopt;
  return Tell(c, "the client refused the server's certificate: it does not trust its issuer",
              "give the client the CA certificate of the server (--server-ca), or have the server "
              "send its whole chain");
}

std::optional<Finding> ServerCertificateNameMismatch(const Case& c) {
  const attempt::ServerChecked* checked = Refused(c);
  if (checked == nullptr || checked->name_matches || !checked->trusted) return std::nullopt;
  return Tell(
      c, "the client refused the server's certificate: it is for another name",
      "use a host name that the server's certificate holds, or have one issued for this name");
}

}  // namespace shakedown::diagnosis
