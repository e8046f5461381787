// From the facts of certificates to the boxes and edges of a chain.
#include <algorithm>

#include "report/html/chain_svg.h"

namespace shakedown::report::html {
namespace {

using model::Certificate;
using Kind = ChainBox::Kind;

std::string Day(const std::string& time) { return time.substr(0, 10); }

std::vector<std::string> Facts(const Certificate& certificate) {
  std::vector<std::string> facts;
  facts.push_back("valid " + Day(certificate.not_before) + " to " + Day(certificate.not_after));
  std::string key = certificate.key;
  if (!certificate.signature_algorithm.empty()) {
    key += ", signature " + certificate.signature_algorithm;
  }
  facts.push_back(std::move(key));
  return facts;
}

void AddDateFlaw(const Certificate& certificate, const std::string& at, ChainBox* box) {
  if (at.empty()) return;
  if (!certificate.not_after.empty() && certificate.not_after < at) {
    box->flaws.push_back("EXPIRED on " + Day(certificate.not_after));
  } else if (certificate.not_before > at) {
    box->flaws.push_back("NOT YET VALID before " + Day(certificate.not_before));
  }
}

ChainBox BoxOf(const Certificate& certificate, Kind kind, const std::string& at) {
  ChainBox box;
  box.kind = kind;
  box.title = certificate.subject.empty() ? "(empty subject)" : certificate.subject;
  box.facts = Facts(certificate);
  AddDateFlaw(certificate, at, &box);
  return box;
}

/// What is known about whether `issuer` signed `certificate`.
Link LinkOf(const Certificate& certificate, const Certificate& issuer, bool bad_signature) {
  if (certificate.issuer != issuer.subject) return Link::kBreak;
  if (bad_signature) return Link::kNotSignedBy;
  if (certificate.signature_verified) {
    return *certificate.signature_verified ? Link::kSignedBy : Link::kNotSignedBy;
  }
  const std::string& named = certificate.authority_key_id;
  if (named.empty() || issuer.subject_key_id.empty()) return Link::kNameOnly;
  return named == issuer.subject_key_id ? Link::kKeyFits : Link::kNotSignedBy;
}

bool HasBadSignature(const model::ClientCertificate& client, size_t depth) {
  return client.path && std::any_of(client.path->findings.begin(), client.path->findings.end(),
                                    [depth](const model::PathFinding& finding) {
                                      return finding.problem == "bad-signature" &&
                                             finding.depth == depth;
                                    });
}

/// Defects that the check against the server's CA file found, at the boxes that they are about.
void AddPathFlaws(const model::ClientCertificate& client, std::vector<ChainBox>* boxes) {
  if (!client.path) return;
  std::vector<ChainBox*> sent;
  for (ChainBox& box : *boxes) {
    if (box.kind == Kind::kSent) sent.push_back(&box);
  }
  for (const model::PathFinding& finding : client.path->findings) {
    if (finding.depth >= sent.size()) continue;
    std::vector<std::string>& flaws = sent[finding.depth]->flaws;
    const bool dated =
        !flaws.empty() && (finding.problem == "expired" || finding.problem == "not-yet-valid");
    if (!dated)
      flaws.push_back(finding.problem + (finding.detail.empty() ? "" : ": ") + finding.detail);
  }
}

/// Whether each certificate names the next one as its issuer: then what is known of the path as a
/// whole is known of the last of them.
bool IsUnbroken(const std::vector<Certificate>& chain) {
  return std::adjacent_find(chain.begin(), chain.end(),
                            [](const Certificate& certificate, const Certificate& next) {
                              return certificate.issuer != next.subject;
                            }) == chain.end();
}

ChainBox Missing(const std::string& name) {
  ChainBox box;
  box.kind = Kind::kNotSent;
  box.title = name;
  box.facts = {"not sent, and not among the client's files"};
  return box;
}

/// What the server's list says about the issuer that the chain ends at.
ChainBox Authority(const Certificate& last, const model::Handshake& handshake,
                   const model::ClientCertificate& client) {
  ChainBox box;
  box.kind = Kind::kAuthority;
  box.title = last.issuer;
  const bool trusted = client.path && client.path->trusted;
  if (trusted) box.facts.emplace_back("in the CA file of the server: the whole path holds");
  if (!handshake.request) return box;
  if (last.issuer_in_request == "listed") {
    box.facts.emplace_back("among the names that the server lists");
  } else if (last.issuer_in_request == "other-encoding") {
    box.flaws.emplace_back("the server lists this name in another encoding");
  } else if (handshake.request->ca_names.empty()) {
    box.facts.emplace_back("the server lists no names: it does not say whom it trusts");
  } else if (last.issuer_in_request == "not-listed") {
    box.flaws.emplace_back("NOT among the names that the server lists");
  }
  return box;
}

/// The withheld certificates that lead on from `issuer`, nearest first.
void AddWithheld(const model::ClientCertificate& client, const std::string& at,
                 const Certificate** last, std::vector<ChainBox>* boxes) {
  for (size_t step = 0; step < client.withheld.size(); ++step) {
    const auto next = std::find_if(
        client.withheld.begin(), client.withheld.end(), [&](const Certificate& candidate) {
          return candidate.subject == (*last)->issuer && candidate.subject != candidate.issuer;
        });
    if (next == client.withheld.end() || &*next == *last) return;
    boxes->back().link = LinkOf(**last, *next, false);
    boxes->push_back(BoxOf(*next, Kind::kNotSent, at));
    boxes->back().facts.emplace_back("at hand, but not sent");
    *last = &*next;
  }
}

}  // namespace

const char* ToText(Link link) {
  switch (link) {
    case Link::kSignedBy: return "signed by (the signature was verified)";
    case Link::kKeyFits: return "name match only; the key identifier fits";
    case Link::kNotSignedBy: return "NOT signed by: the name fits, the key does not";
    case Link::kNameOnly: return "name match only";
    case Link::kBreak: return "the next certificate is not its issuer";
    case Link::kSelf: return "signed by its own key";
  }
  return "";
}

std::vector<ChainBox> ClientChain(const model::Handshake& handshake, const std::string& at) {
  std::vector<ChainBox> boxes;
  if (!handshake.client || handshake.client->chain.empty()) return boxes;
  const model::ClientCertificate& client = *handshake.client;
  const std::vector<Certificate>& chain = client.chain;
  for (size_t i = 0; i < chain.size(); ++i) {
    boxes.push_back(BoxOf(chain[i], Kind::kSent, at));
    if (i + 1 == chain.size()) break;
    boxes.back().link = LinkOf(chain[i], chain[i + 1], HasBadSignature(client, i));
    const bool gap = boxes.back().link == Link::kBreak;
    if (!gap) continue;
    boxes.back().link = Link::kNameOnly;
    boxes.push_back(Missing(chain[i].issuer));
  }
  AddPathFlaws(client, &boxes);
  const Certificate* last = &chain.back();
  AddWithheld(client, at, &last, &boxes);
  const bool self = last->self_signed.value_or(last->subject == last->issuer);
  if (self) {
    boxes.back().link = Link::kSelf;
    if (last->issuer_in_request != "not-listed") return boxes;
    boxes.back().flaws.emplace_back(
        "its own issuer, and NOT among the names that the server lists");
    return boxes;
  }
  const bool impostor = last == &chain.back() && HasBadSignature(client, chain.size() - 1);
  // A path that holds was verified up to a certificate of the CA file.
  const bool holds =
      client.path && client.path->trusted && last == &chain.back() && IsUnbroken(chain);
  boxes.back().link = impostor ? Link::kNotSignedBy : holds ? Link::kSignedBy : Link::kNameOnly;
  boxes.push_back(Authority(*last, handshake, client));
  return boxes;
}

std::vector<ChainBox> ServerChain(const model::Handshake& handshake, const std::string& at) {
  std::vector<ChainBox> boxes;
  if (!handshake.server) return boxes;
  const std::vector<Certificate>& chain = handshake.server->chain;
  for (size_t i = 0; i < chain.size(); ++i) {
    boxes.push_back(BoxOf(chain[i], Kind::kSent, at));
    if (i + 1 < chain.size()) boxes.back().link = LinkOf(chain[i], chain[i + 1], false);
  }
  if (boxes.empty()) return boxes;
  if (handshake.server->name_matches == false) {
    boxes.front().flaws.emplace_back("it is for another name than was asked for");
  }
  const Certificate& last = chain.back();
  if (last.self_signed.value_or(last.subject == last.issuer)) {
    boxes.back().link = Link::kSelf;
    return boxes;
  }
  const bool holds = handshake.server->trusted == true && IsUnbroken(chain);
  boxes.back().link = holds ? Link::kSignedBy : Link::kNameOnly;
  ChainBox authority;
  authority.kind = Kind::kAuthority;
  authority.title = last.issuer;
  if (handshake.server->trusted == true) authority.facts.emplace_back("trusted here");
  if (handshake.server->trusted == false) authority.flaws.emplace_back("NOT trusted here");
  boxes.push_back(std::move(authority));
  return boxes;
}

}  // namespace shakedown::report::html
