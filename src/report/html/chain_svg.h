// A certificate chain as a picture: leaf first, what each issuer has to do with the one above it,
// and where the chain leaves what was sent or what the server knows.
#pragma once

#include <string>
#include <vector>

#include "report/html/element.h"
#include "report/model/diagnosis_record.h"

namespace shakedown::report::html {

/// What joins a certificate to the one that its issuer's name belongs to.
enum class Link {
  kSignedBy,     ///< the issuer's key verifies the signature
  kKeyFits,      ///< the name and the identifier of the key fit; the signature was not tried
  kNotSignedBy,  ///< the name fits, the key does not
  kNameOnly,     ///< the name fits; nothing says anything about the key
  kBreak,        ///< the next certificate is not the issuer
  kSelf,         ///< signed by its own key
};
/// "signed by (the signature was verified)", "NOT signed by: the name fits, the key does not", ...
const char* ToText(Link link);

/// One box of the picture, and the edge that leaves it.
struct ChainBox {
  enum class Kind {
    kSent,
    kNotSent,    ///< at hand or named, not on the wire
    kAuthority,  ///< what the server says of the last issuer
  };
  Kind kind = Kind::kSent;
  std::string title;               ///< subject, or the name of what is missing
  std::vector<std::string> facts;  ///< validity, key
  std::vector<std::string> flaws;  ///< "EXPIRED on ..."
  Link link = Link::kBreak;        ///< to the next box; means nothing for the last
};

/// The boxes of the client's chain of a handshake. `at` is when it was made, as
/// "2026-11-20T10:15:30Z"; empty: dates are not judged.
std::vector<ChainBox> ClientChain(const model::Handshake& handshake, const std::string& at);
/// The boxes of the server's chain.
std::vector<ChainBox> ServerChain(const model::Handshake& handshake, const std::string& at);

/// Adds the picture; `id` is unique in the document. Nothing if there are no boxes.
void AddChain(const Element& parent, const std::vector<ChainBox>& boxes, const std::string& title,
              const std::string& id);

}  // namespace shakedown::report::html
