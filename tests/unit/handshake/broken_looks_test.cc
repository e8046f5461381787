// Every damage that a client can do to its proof and its certificate is told from all others.
#include "handshake/broken/certificate_look.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handshake/broken/flight_look.h"
#include "handshake/broken/proof_look.h"
#include "handshake/damage/certificate_edit.h"
#include "handshake/damage/proof_edit.h"
#include "tests/support/test_authority.h"

namespace shakedown::handshake::broken {
namespace {

using attempt::Damage;
using damage::MakeMessage;
using testing::ElementsAre;
using testing_support::Need;
using tls::HandshakeType;
using tls::SignatureScheme;
using tls::Version;
using Operation = Damage::Operation;

struct ProofCase {
  Version version;
  pki::KeyKind key;
  SignatureScheme scheme;
  Operation operation;
  const char* argument;
  Flaw flaw;
};

constexpr auto kEcdsa = SignatureScheme{0x0403};
constexpr auto kPss = SignatureScheme{0x0804};
constexpr auto kPkcs1 = SignatureScheme{0x0401};
constexpr Version k12 = Version::kTls12;
constexpr Version k13 = Version::kTls13;
constexpr auto kP256 = pki::KeyKind::kP256;
constexpr auto kRsa = pki::KeyKind::kRsa2048;

const ProofCase kProofs[] = {
    {k13, kP256, kEcdsa, Operation::kFlipBit, "7", Flaw::kWrongSignature},
    {k12, kP256, kEcdsa, Operation::kFlipBit, "7", Flaw::kWrongSignature},
    {k13, kP256, kEcdsa, Operation::kReplaceWith, "empty-signature", Flaw::kEmptySignature},
    {k13, kP256, kEcdsa, Operation::kReplaceWith, "ecdsa-zero", Flaw::kZeroSignature},
    {k12, kP256, kEcdsa, Operation::kReplaceWith, "ecdsa-zero-s", Flaw::kZeroSignature},
    {k13, kP256, kEcdsa, Operation::kReplaceWith, "ecdsa-order", Flaw::kOutOfRange},
    {k13, kP256, kEcdsa, Operation::kReplaceWith, "ecdsa-larger", Flaw::kOutOfRange},
    {k13, kP256, kEcdsa, Operation::kReplaceWith, "ecdsa-negative", Flaw::kOutOfRange},
    {k13, kP256, kEcdsa, Operation::kReplaceWith, "ecdsa-raw", Flaw::kOther},
    {k13, kP256, kEcdsa, Operation::kReplaceWith, "ecdsa-leading-zero", Flaw::kOther},
    {k13, kP256, kEcdsa, Operation::kContext, "server", Flaw::kOtherContext},
    {k13, kP256, kEcdsa, Operation::kContext, "pad-63", Flaw::kOtherContext},
    {k13, kP256, kEcdsa, Operation::kTranscript, "without-certificate", Flaw::kOtherTranscript},
    {k12, kP256, kEcdsa, Operation::kTranscript, "until-server-hello", Flaw::kOtherTranscript},
    {k13, kP256, kEcdsa, Operation::kScheme, "ecdsa_sha1", Flaw::kSha1},
    {k12, kP256, kEcdsa, Operation::kScheme, "ecdsa_sha1", Flaw::kSha1Before13},
    {k12, kRsa, kPkcs1, Operation::kScheme, "0x0101", Flaw::kMd5},
    {k13, kRsa, kPss, Operation::kScheme, "rsa_pss_rsae_sha512", Flaw::kUnoffered},
    {k13, kRsa, kPss, Operation::kScheme, "rsa_pkcs1_sha256", Flaw::kOther},
    {k13, kP256, kEcdsa, Operation::kScheme, "ecdsa_secp384r1_sha384", Flaw::kOther},
    {k12, kRsa, kPkcs1, Operation::kReplaceWith, "pkcs1-short-padding", Flaw::kSloppyBlock},
    {k12, kRsa, kPkcs1, Operation::kReplaceWith, "pkcs1-other-digest", Flaw::kSloppyBlock},
    {k13, kRsa, kPss, Operation::kSalt, "none", Flaw::kWrongSignature},
    {k13, kP256, kEcdsa, Operation::kAppend, "00", Flaw::kOther},
    {k13, kP256, kEcdsa, Operation::kKey, "other", Flaw::kNone},  // done elsewhere: it is right
};

class proof_look : public testing::Test {
 protected:
  static EVP_PKEY* KeyOf(pki::KeyKind kind) {
    static const ossl::PkeyPtr ec = Need(pki::GenerateKey(kP256));
    static const ossl::PkeyPtr rsa = Need(pki::GenerateKey(kRsa));
    return kind == kRsa ? rsa.get() : ec.get();
  }
};

TEST_F(proof_look, TellsEveryDamage) {
  const SignatureScheme offered[] = {kEcdsa, kPss, kPkcs1};
  damage::Transcript covered;
  covered.Add(MakeMessage(HandshakeType::kClientHello, Bytes(40, 1)));
  covered.Add(MakeMessage(HandshakeType::kServerHello, Bytes(10, 2)));
  covered.Add(MakeMessage(HandshakeType::kFinished, Bytes(32, 3)));
  covered.Add(MakeMessage(HandshakeType::kCertificate, Bytes(50, 4)));
  for (const ProofCase& one : kProofs) {
    const auto scheme = static_cast<unsigned>(one.scheme);
    const Bytes body = {static_cast<uint8_t>(scheme >> 8), static_cast<uint8_t>(scheme), 0, 0};
    const Bytes library = MakeMessage(HandshakeType::kCertificateVerify, body);
    damage::ProofEdit edit(one.version, library, KeyOf(one.key), EVP_sha256());
    const Damage damage{Damage::Message::kCertificateVerify, one.operation, one.argument};
    ASSERT_TRUE(edit.Apply(damage)) << ToText(damage);
    const Bytes message = edit.Message(covered, 3);
    EXPECT_EQ(
        LookAtProof(message, KeyOf(one.key), {one.version, EVP_sha256(), covered, 3, offered}),
        one.flaw)
        << ToText(damage);
  }
}

struct CertificateCase {
  Operation operation;
  const char* argument;
  Flaw flaw;
};

const CertificateCase kCertificates[] = {
    {Operation::kReplaceWith, "zero-entry", Flaw::kNoOctets},
    {Operation::kReplaceWith, "garbage", Flaw::kGarbage},
    {Operation::kReplaceWith, "raw-key", Flaw::kBareKey},
    {Operation::kReplaceWith, "many-entries", Flaw::kManyEntries},
    {Operation::kReplaceWith, "trailing-der", Flaw::kTrailing},
    {Operation::kReplaceWith, "compressed", Flaw::kCompressed},
    {Operation::kTruncate, "3", Flaw::kCutOff},
    {Operation::kAppend, "00", Flaw::kLengths},
    {Operation::kLength, "message+1", Flaw::kLengths},
    {Operation::kLength, "list-1", Flaw::kLengths},
    {Operation::kLength, "entry+1", Flaw::kLengths},
    {Operation::kLength, "context+1", Flaw::kLengths},
    {Operation::kLength, "message=16777215", Flaw::kClaim},
    {Operation::kExtension, "34:00", Flaw::kDelegated},
    {Operation::kExtension, "0x1234", Flaw::kNone},
    {Operation::kFlipBit, "3", Flaw::kNone},  // for the path to find
};

TEST(certificate_look, TellsEveryDamage) {
  const testing_support::TestAuthority authority("Clients CA");
  const pki::IdentityPtr client = authority.Client();
  unsigned char* der = nullptr;
  const int length = i2d_X509(client->leaf.get(), &der);
  damage::LyingWriter list({});
  list.Vector("entry", 3, {der, static_cast<size_t>(length)});
  list.Vector("extensions", 2, {});
  OPENSSL_free(der);
  damage::LyingWriter body({});
  body.Vector("context", 1, {});
  body.Vector("list", 3, list.Take());
  const Bytes library = MakeMessage(HandshakeType::kCertificate, body.Take());
  EXPECT_EQ(LookAtCertificate(k13, library).flaw, Flaw::kNone);
  EXPECT_EQ(LookAtCertificate(k13, library).certificates.size(), 1U);
  EXPECT_TRUE(LookAtCertificate(k13, MakeMessage(HandshakeType::kCertificate, Bytes(4))).empty);
  for (const CertificateCase& one : kCertificates) {
    damage::CertificateEdit edit(k13, library, client->leaf.get());
    const Damage damage{Damage::Message::kCertificate, one.operation, one.argument};
    ASSERT_TRUE(edit.Apply(damage)) << ToText(damage);
    EXPECT_EQ(LookAtCertificate(k13, edit.Message()).flaw, one.flaw) << ToText(damage);
  }
}

TEST(flight_look, MessagesAreToldApartByLengthsOrElseByRecords) {
  const Bytes certificate = MakeMessage(HandshakeType::kCertificate, Bytes(20, 0));
  const Bytes finished = MakeMessage(HandshakeType::kFinished, Bytes(32, 7));
  Bytes joined = certificate;
  joined.insert(joined.end(), finished.begin(), finished.end());
  EXPECT_THAT(ReadMessages({joined}), ElementsAre(certificate, finished));
  EXPECT_THAT(ReadMessages({Bytes(joined.begin(), joined.begin() + 9),
                            Bytes(joined.begin() + 9, joined.end())}),
              ElementsAre(certificate, finished));
  Bytes liar = certificate;
  liar[3] = 200;
  EXPECT_THAT(ReadMessages({liar, finished}), ElementsAre(liar, finished));
}

TEST(flight_look, WatchesWhereAFlightIs) {
  const Bytes certificate = MakeMessage(HandshakeType::kCertificate, Bytes(20, 0));
  MessageWatch watch;
  watch.Add(ByteSpan(certificate).first(2));
  EXPECT_FALSE(watch.between());
  watch.Add(ByteSpan(certificate).subspan(2));
  EXPECT_TRUE(watch.between());
  EXPECT_FALSE(watch.over());
  watch.Add(MakeMessage(HandshakeType::kFinished, Bytes(32, 7)));
  EXPECT_TRUE(watch.over());
}

TEST(flight_look, AFinishedIsRightWrongOrZero) {
  const Bytes right = MakeMessage(HandshakeType::kFinished, Bytes(12, 7));
  EXPECT_EQ(LookAtFinished(right, right), Flaw::kNone);
  EXPECT_EQ(LookAtFinished(MakeMessage(HandshakeType::kFinished, Bytes(12, 8)), right),
            Flaw::kWrongFinished);
  EXPECT_EQ(LookAtFinished(MakeMessage(HandshakeType::kFinished, Bytes(12, 0)), right),
            Flaw::kZeroFinished);
  EXPECT_EQ(LookAtFinished(MakeMessage(HandshakeType::kFinished, Bytes(11, 0)), right),
            Flaw::kOther);
}

}  // namespace
}  // namespace shakedown::handshake::broken
