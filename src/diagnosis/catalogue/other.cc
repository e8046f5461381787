#include "diagnosis/catalogue/catalogue.h"

namespace shakedown::diagnosis {
namespace {

constexpr CauseInfo kCauses[] = {
    {"server-certificate.untrusted", Fault::kServer,
     "the client does not trust the server's certificate",
     "The refusal is the other way round: it is the server's certificate that leads to no "
     "authority "
     "the client trusts. It is often misread as a problem of the client's certificate.",
     "our own check against the given CA file or the system's trust store"},
    {"server-certificate.expired", Fault::kServer,
     "the server's certificate is outside its validity",
     "The refusal is the other way round: the server's own certificate has expired or is not valid "
     "yet. Clients that check it end the handshake before they present theirs.",
     "the dates in the server's certificate"},
    {"server-certificate.name-mismatch", Fault::kServer,
     "the server's certificate is for another name",
     "The refusal is the other way round: the server's certificate does not name the host that was "
     "asked for. Clients that check it end the handshake before they present theirs.",
     "the names in the server's certificate against the host"},
    {"accepted", Fault::kNobody, "the client got in",
     "The handshake was completed and nothing was refused because of a client certificate. Whether "
     "a certificate was needed for that is said beside it: it may have been required, optional or "
     "not asked for at all.",
     "an answer of the server after the handshake"},
    {"undetermined", Fault::kNobody, "the cause is not settled",
     "What was seen fits several causes or none. The evidence is listed, with the next step that "
     "would tell more.",
     "nothing yet"},
};

}  // namespace

std::span<const CauseInfo> OtherCauses() { return kCauses; }

}  // namespace shakedown::diagnosis
