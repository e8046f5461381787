#include "diagnosis/case.h"

#include <algorithm>

#include "diagnosis/probe_signs.h"

namespace shakedown::diagnosis {
namespace {

using attempt::Side;
using tls::HandshakeType;

/// A run may hold many attempts; a comparison needs a handful.
constexpr size_t kMostOthers = 64;
constexpr size_t kMostKnown = 256;

bool OffersSession(const attempt::HandshakeTrace& trace) {
  const auto hello = attempt::FirstMessage(trace, Side::kClient, HandshakeType::kClientHello);
  if (!hello) return false;
  const auto* body = std::get_if<tls::ClientHello>(&hello->body);
  return body != nullptr && (body->offers_psk || !body->session_ticket.empty());
}

/// The stack and product, by this attempt's request and reply or by another's at the same point.
Dialect ReadDialect(const Case& c) {
  Dialect dialect;
  const auto look = [&dialect](const attempt::HandshakeTrace& trace,
                               const std::vector<attempt::RequestSeen>& requests) {
    if (dialect.stack == Stack::kUnknown && !requests.empty()) {
      dialect.stack = StackOf(*requests.back().request);
    }
    const auto reply = attempt::Last<attempt::HttpReply>(trace);
    if (dialect.product == Product::kUnknown && reply) dialect.product = ProductOf(*reply);
  };
  look(c.trace(), c.requests);
  for (const Other& other : c.others) {
    const auto& trace = other.attempt->trace;
    if (other.same_point) look(trace, attempt::CertificateRequests(trace));
  }
  return dialect;
}

AilmentSet ReadRefusal(const Case& c) {
  if (!c.RefusedPresented()) return {};
  const AilmentSet anything = AilmentSet::All().Without({Ailment::kProof});
  switch (c.verdict.ending) {
    case Ending::kServerAlert: return ReadAlert(c.verdict.alert->description, c.dialect.stack);
    case Ending::kClosed: return AilmentSet::All();
    case Ending::kReply:
    case Ending::kAnswer:
      // A bare 403 is the application's word, but some gateways say it about bad certificates.
      return c.verdict.page == Page::kBadCertificate || c.verdict.page == Page::kSomeCertificate ||
                     c.verdict.page == Page::kForbidden
                 ? anything
                 : AilmentSet();
    default: return {};
  }
}

std::vector<const attempt::CertificateFacts*> KnownElsewhere(const Case& c) {
  std::vector<const attempt::CertificateFacts*> known;
  for (const Other& other : c.others) {
    if (other.throwaway()) continue;
    for (const auto* list : {&other.attempt->identity.chain, &other.attempt->identity.withheld}) {
      for (const attempt::CertificateFacts& certificate : *list) {
        if (known.size() < kMostKnown) known.push_back(&certificate);
      }
    }
  }
  return known;
}

void ReadWire(Case& c) {
  const auto& trace = c.trace();
  c.verdict = ReadVerdict(c.self());
  c.requests = attempt::CertificateRequests(trace);
  c.sent = attempt::ClientCertificateSent(trace);
  c.sent_event = attempt::ClientCertificate(trace).number;
  c.resumed = attempt::Resumed(trace);
  c.session_offered = OffersSession(trace);
  c.version = attempt::NegotiatedVersion(trace);
  c.sni = HostName(attempt::EffectiveSni(c.spec()));
  c.host = HostName(attempt::RequestedHost(c.self()));
}

/// A gateway's error is the origin's refusal if the origin, reached directly, does ask.
void ReadGateway(Case& c) {
  if (!c.HasPage(Page::kGateway) || c.requested() || c.resumed) return;
  const bool origin_asks = std::any_of(c.others.begin(), c.others.end(), [&c](const Other& other) {
    return !other.same_point && other.requested() && other.sni == c.sni;
  });
  if (origin_asks) c.verdict.outcome = Outcome::kRefused;
}

}  // namespace

bool Case::RefusedPresented() const {
  if (!refused() || sent != true || verdict.event < sent_event) return false;
  return verdict.ending != Ending::kServerAlert ||
         verdict.alert->phase != attempt::Phase::kBeforeServerHello;
}

bool Case::RefusedEmpty() const {
  return refused() && requested() && sent == false && verdict.event > sent_event;
}

std::optional<tls::AlertDescription> Case::Alert() const {
  if (verdict.ending != Ending::kServerAlert) return std::nullopt;
  return verdict.alert->description;
}

bool Case::AlertBeforeServerHello(tls::AlertDescription description) const {
  return Alert() == description && verdict.alert->phase == attempt::Phase::kBeforeServerHello;
}

bool Case::NamesAgree() const {
  return host.empty() || sni == host || (sni.empty() && attempt::IsIpLiteral(host));
}

const Defect* Case::Find(Ailment ailment) const {
  const auto found = std::find_if(defects.begin(), defects.end(), [ailment](const Defect& defect) {
    return defect.ailment == ailment;
  });
  return found != defects.end() ? &*found : nullptr;
}

Case Examine(std::span<const attempt::Attempt> attempts, size_t subject) {
  Case c;
  c.attempts = attempts;
  c.index = static_cast<int>(subject);
  ReadWire(c);
  for (size_t i = 0; i < attempts.size() && c.others.size() < kMostOthers; ++i) {
    if (i == subject || !SameTarget(attempts[i], c.self())) continue;
    c.others.push_back(LookAt(attempts[i], static_cast<int>(i), c.self()));
  }
  ReadGateway(c);
  c.dialect = ReadDialect(c);
  c.reading = ReadRefusal(c);
  const bool replied = c.verdict.ending == Ending::kReply || c.verdict.ending == Ending::kAnswer;
  c.spoken =
      c.verdict.ending == Ending::kServerAlert || (replied && c.verdict.page != Page::kForbidden);
  c.clocks = ReadClocks(attempts, subject);
  const tls::CertificateRequest* request = c.requested() ? c.request()->request : nullptr;
  if (c.verdict.outcome != Outcome::kAccepted) {
    c.listing = CompareWithList(c.identity().chain, request);
  }
  c.defects = FindDefects({&c.self(), c.clocks, c.listing, request, KnownElsewhere(c)});
  ReadProbes(&c);
  return c;
}

}  // namespace shakedown::diagnosis
