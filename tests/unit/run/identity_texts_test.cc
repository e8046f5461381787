#include "run/identity_texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "pki/mint.h"

namespace shakedown::run {
namespace {

using testing::HasSubstr;

class identity_texts : public testing::Test {
 protected:
  identity_texts() {
    const auto root = pki::MintRoot("Root");
    EXPECT_TRUE(root);
    for (const char* id : {"good", "twin.of"}) {
      scenario::IdentityModel& model = suite_.identities.emplace_back();
      model.id = id;
      model.mint = "good";
      model.common_name = "Good One";
    }
    suite_.identities.back().issuer = "twin";
    authorities_ = std::make_unique<Authorities>(
        *root, std::nullopt, [] { return Result<std::optional<Bytes>>(std::nullopt); });
    identities_ =
        std::make_unique<IdentityStore>(suite_, variables_, authorities_.get(), Revocation{});
  }

  VariableTable For(const std::string& text) {
    VariableTable table;
    AddIdentityTexts(text, *identities_, &table);
    return table;
  }

  scenario::SuiteModel suite_;
  scenario::Variables variables_;
  std::unique_ptr<Authorities> authorities_;
  std::unique_ptr<IdentityStore> identities_;
};

TEST_F(identity_texts, AreTheCertificateAsOthersWriteIt) {
  const VariableTable table =
      For("${identity.good.der64} ${identity.good.pem-escaped} ${identity.good.sha256} "
          "${identity.good.subject}");
  const std::string& base64 = table.values.at("identity.good.der64");
  Bytes der(base64.size());
  const int decoded =
      EVP_DecodeBlock(der.data(), AsBytes(base64).data(), static_cast<int>(base64.size()));
  ASSERT_GT(decoded, 0);
  const unsigned char* cursor = der.data();
  const ossl::X509Ptr read(d2i_X509(nullptr, &cursor, decoded));
  ASSERT_NE(read, nullptr);
  EXPECT_EQ(X509_cmp(read.get(), identities_->Get("good")->identity->leaf.get()), 0);
  const std::string& pem = table.values.at("identity.good.pem-escaped");
  EXPECT_TRUE(pem.starts_with("-----BEGIN%20CERTIFICATE-----%0A" + base64.substr(0, 4))) << pem;
  EXPECT_TRUE(pem.ends_with("%0A-----END%20CERTIFICATE-----%0A")) << pem;
  EXPECT_EQ(table.values.at("identity.good.sha256").size(), 64u);
  EXPECT_THAT(table.values.at("identity.good.subject"), HasSubstr("CN=Good One"));
}

TEST_F(identity_texts, ThatCannotBeHadSayWhy) {
  const VariableTable table = For("${identity.twin.of.der64}");
  EXPECT_TRUE(table.values.empty());
  EXPECT_THAT(table.unavailable.at("identity.twin.of.der64"), HasSubstr("twin.of"));
}

TEST_F(identity_texts, OtherReferencesAreLeftAlone) {
  for (const char* text : {"${good}", "${identity}", "${identity.}", "${identity.x}",
                           "${identity.nobody.der64}", "$${identity.good.der64}"}) {
    const VariableTable table = For(text);
    EXPECT_TRUE(table.values.empty()) << text;
    EXPECT_TRUE(table.unavailable.empty()) << text;
  }
}

}  // namespace
}  // namespace shakedown::run
