#include "diagnosis/draft.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "diagnosis/key_fit.h"
#include "diagnosis/probe_signs.h"

namespace shakedown::diagnosis {
namespace {

constexpr size_t kMostCertificatesShown = 4;
constexpr size_t kMostHopsShown = 3;

std::string WhenText(attempt::RequestTime when) {
  switch (when) {
    case attempt::RequestTime::kHandshake: return "in the handshake";
    case attempt::RequestTime::kRenegotiation: return "in a renegotiation after the request";
    case attempt::RequestTime::kPostHandshake: return "after the request (post-handshake)";
  }
  return "";
}

/// The wire's count of certificates and, from the identity's facts, who they are.
std::string SentText(const Case& c) {
  const auto message = attempt::ClientCertificate(c.trace());
  const auto* body = std::get_if<tls::CertificateMessage>(&message->body);
  const size_t count = body != nullptr ? body->entries.size() : 0;
  std::string text = "the client sent " + Count(count, "certificate");
  const auto& chain = c.identity().chain;
  for (size_t i = 0; i < std::min({chain.size(), count, kMostCertificatesShown}); ++i) {
    text += fmt::format("{} {} issued by {}", i == 0 ? ":" : ",", NameText(chain[i].subject),
                        NameText(chain[i].issuer));
  }
  return text;
}

/// What the trust probe means, before the words of the server.
std::string AnchorText(Anchor anchor) {
  switch (anchor) {
    case Anchor::kHeld: return "the server holds an authority of that name: a throw-away got ";
    case Anchor::kNotHeld:
      return "the server holds no authority of that name and kind of key: a throw-away got ";
    case Anchor::kStale: return "a throw-away certificate of today got the same, ";
    case Anchor::kUnknown: break;
  }
  return "a throw-away got ";
}

}  // namespace

Draft& Draft::Summary(std::string text) {
  finding_.summary = std::move(text);
  return *this;
}

Draft& Draft::Explain(std::string text) {
  finding_.explanation = std::move(text);
  return *this;
}

Draft& Draft::Fix(std::string text) {
  finding_.fixes.push_back(std::move(text));
  return *this;
}

Draft& Draft::Show(std::string text, int event) {
  finding_.evidence.push_back({std::move(text), case_.index, event});
  return *this;
}

Draft& Draft::ShowIn(const Other& other, std::string text, int event) {
  const std::string title = ElideEnd(Printable(other.attempt->purpose), 60);
  finding_.evidence.push_back(
      {"handshake '" + title + "': " + std::move(text), other.index, event});
  return *this;
}

Draft& Draft::ShowRequest() {
  const attempt::RequestSeen* seen = case_.request();
  if (seen == nullptr) {
    if (!case_.verdict.server_spoke_tls) return *this;
    return Show(case_.resumed ? "the session was resumed: no CertificateRequest came"
                              : "no CertificateRequest came in the whole handshake");
  }
  return Show(fmt::format("CertificateRequest {}: accepts certificates from {}",
                          WhenText(seen->when), ListNames(*seen->request)),
              seen->number);
}

Draft& Draft::ShowSent() {
  if (!case_.sent) return *this;
  if (!*case_.sent) return Show("the client sent an empty Certificate", case_.sent_event);
  return Show(SentText(case_), case_.sent_event);
}

Draft& Draft::ShowVerdict() {
  if (case_.verdict.event < 0) return *this;
  Show(ObservedOf(case_.self(), case_.verdict), case_.verdict.event);
  ShowProbes();
  return *this;
}

void Draft::ShowProbes() {
  const auto show = [this](const Other* probe, const std::string& text) {
    if (probe == nullptr) return;
    ShowIn(*probe, text + ObservedOf(*probe->attempt, probe->verdict), probe->verdict.event);
  };
  show(case_.echo, "the same question was answered with ");
  show(case_.anchor_probe, AnchorText(AnchorShown(case_)));
  show(case_.key_probe, KeyDiffers(case_)
                            ? "the server's authority has another key: a throw-away got "
                            : "the server's authority has the right key: a throw-away got ");
  show(case_.depth_probe, "a throw-away chain of the same length got ");
  show(case_.list_probe, "a throw-away below an intermediate that nobody knows got ");
}

Draft& Draft::ShowHops(const std::vector<SeenHop>& hops) {
  for (size_t i = 0; i < std::min(hops.size(), kMostHopsShown); ++i) {
    const SeenHop& hop = hops[i];
    const bool plain = hop.kind == HopKind::kProxy;
    const std::string who = hop.name + (plain ? "" : fmt::format(" ({})", ToString(hop.kind)));
    switch (hop.mark) {
      case SeenHop::Mark::kIssuer: Show(who + " shows in " + hop.sign, hop.event); break;
      case SeenHop::Mark::kPage: Show(who + " shows in " + hop.sign, hop.event); break;
      case SeenHop::Mark::kHandwriting:
        Show("the reply was rewritten: " + hop.sign, hop.event);
        break;
      case SeenHop::Mark::kHeader:
        Show("the reply passed " + who + ": " + hop.sign, hop.event);
        break;
    }
  }
  return *this;
}

Draft& Draft::ShowClocks() {
  const Clocks& clocks = case_.clocks;
  if (clocks.server && clocks.date_attempt >= 0) {
    finding_.evidence.push_back({"the server's clock (Date header): " + FormatUtc(*clocks.server),
                                 clocks.date_attempt, clocks.date_event});
  }
  if (clocks.own) Show("our clock: " + FormatUtc(*clocks.own));
  return *this;
}

std::string CertificateText(const Case& c, int depth) {
  const attempt::CertificateFacts* certificate = At(c.identity(), depth);
  if (certificate == nullptr) return "certificate " + std::to_string(depth + 1) + " of the chain";
  return (depth == 0 ? "the client's certificate " : "the intermediate ") +
         NameText(certificate->subject);
}

std::string ListedAuthorities(const Case& c) {
  const attempt::RequestSeen* seen = c.request();
  return seen == nullptr || seen->request->ca_names.empty() ? "" : ListNames(*seen->request);
}

std::string ServerText(const Case& c) { return ToString(c.dialect.product); }

std::string Count(size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace shakedown::diagnosis
